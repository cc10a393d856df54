package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.CloseReason.CloseCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.signaling.handshake.HandshakeConfigurator.FrameListener;

class IncomingFramesTest {

    private static final int TEXT = 0x81;
    private static final int FIRST_TEXT = 0x01;
    private static final int CONTINUATION = 0x00;
    private static final int LAST = 0x80;
    private static final int PING = 0x89;
    private static final int MAX = 1_000;

    private long now = 5;
    private final IncomingFrames frames = new IncomingFrames(MAX, () -> now);
    private final List<String> told = new ArrayList<>();
    private final FrameListener listener = new FrameListener() {
        @Override
        public void begins() {
            told.add("begins");
        }

        @Override
        public void ends() {
            told.add("ends");
        }

        @Override
        public void pinged(ByteBuffer payload) {
            told.add("pinged " + StandardCharsets.UTF_8.decode(payload));
        }

        @Override
        public void refused(CloseCode code, String reason) {
            told.add("refused " + code.getCode());
        }
    };

    IncomingFramesTest() {
        frames.watch(listener);
    }

    private static byte[] frame(int first, long announced, int sent) {
        ByteBuffer frame = ByteBuffer.allocate(14 + sent);
        frame.put((byte) first);
        if (announced < 126) {
            frame.put((byte) (0x80 | announced));
        } else if (announced < 65_536) {
            frame.put((byte) 0xFE).putShort((short) announced);
        } else {
            frame.put((byte) 0xFF).putLong(announced);
        }
        frame.put(new byte[]{1, 2, 3, 4});
        for (int i = 0; i < sent; i++) {
            frame.put((byte) i);
        }
        return Arrays.copyOf(frame.array(), frame.position());
    }

    /** What the container gets of bytes that arrive a few at a time. */
    private byte[] pass(byte[] bytes, int atOnce) {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        for (int i = 0; i < bytes.length; i += atOnce) {
            int count = Math.min(atOnce, bytes.length - i);
            int held = frames.held();
            byte[] read = new byte[held + count];
            System.arraycopy(bytes, i, read, held, count);
            got.write(read, 0, frames.pass(read, held, count));
        }
        return got.toByteArray();
    }

    private static byte[] join(byte[]... all) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] bytes : all) {
            joined.writeBytes(bytes);
        }
        return joined.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 13, 100, 5_000})
    void whatIsNotTooLongArrivesByteByByteHoweverItCameInPieces(int atOnce) {
        byte[] sent = join(frame(TEXT, 0, 0), frame(TEXT, 5, 5), frame(PING, 125, 125), frame(FIRST_TEXT, 300, 300),
                frame(PING, 0, 0), frame(CONTINUATION, 0, 0), frame(LAST, 126, 126), frame(TEXT, MAX, MAX));

        assertThat(pass(sent, atOnce)).isEqualTo(sent);
        assertThat(told).doesNotContain("refused 1002", "refused 1009", "refused 1008");
        assertThat(frames.held()).isZero();
    }

    /** A frame with a text in it that is masked. */
    private static byte[] masked(int first, String text) {
        byte[] frame = frame(first, text.length(), text.length());
        for (int i = 0; i < text.length(); i++) {
            frame[frame.length - text.length() + i] = (byte) (text.charAt(i) ^ 1 + i % 4);
        }
        return frame;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 13, 100, 5_000})
    void pingsThatAreTakenAreAnsweredAndTheContainerGetsAllTheRest(int atOnce) {
        frames.takePings();
        String longest = "l".repeat(125);
        byte[] first = join(frame(TEXT, 5, 5), frame(FIRST_TEXT, 300, 300));
        byte[] second = join(frame(CONTINUATION, 0, 0), frame(LAST, 126, 126));

        byte[] got = pass(join(masked(PING, "hello"), first, masked(PING, longest), masked(PING, ""), second,
                masked(PING, "bye")), atOnce);

        assertThat(got).isEqualTo(join(first, second));
        assertThat(told).filteredOn(event -> event.startsWith("pinged")).containsExactly("pinged hello",
                "pinged " + longest, "pinged ", "pinged bye");
        assertThat(frames.held()).isZero();
    }

    @Test
    void aPingWhoseLengthHasMoreBytesThanItNeedsIsAnsweredLikeAnyOther() {
        frames.takePings();
        byte[] payload = {'h' ^ 1, 'i' ^ 2};
        pass(join(new byte[]{(byte) PING, (byte) 0xFE, 0, 2, 1, 2, 3, 4}, payload), 1);
        pass(join(new byte[]{(byte) PING, (byte) 0xFF, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 3, 4}, payload), 5_000);

        assertThat(told).filteredOn(event -> event.startsWith("pinged")).containsExactly("pinged hi", "pinged hi");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 5_000})
    void whoWaitsForACloseFrameGetsThatAloneWhateverComesBeforeIt(int atOnce) {
        byte[] close = frame(0x88, 2, 2);
        byte[] begun = frame(TEXT, 10, 4);
        assertThat(pass(begun, 5_000)).isEqualTo(begun);
        frames.onlyClose();

        byte[] got = pass(join(new byte[]{1, 2, 3, 4, 5, 6}, masked(0x8A, ""), masked(PING, "hello"),
                frame(TEXT, 200, 200), close), atOnce);

        assertThat(got).isEqualTo(join(new byte[]{1, 2, 3, 4, 5, 6}, close));
    }

    @Test
    void tooManyPingsAreRefusedWhoeverAnswersThem() {
        frames.takePings();
        for (int i = 0; i <= IncomingFrames.PINGS; i++) {
            pass(masked(PING, "hello"), 5_000);
        }
        assertThat(told).hasSize(IncomingFrames.PINGS + 1).endsWith("refused 1008");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 5_000})
    void ofAFrameThatIsTooLongTheContainerGetsOneByteTooManyAndNothingTheClientWrote(int atOnce) {
        byte[] next = frame(TEXT, 3, 3);

        byte[] got = pass(join(frame(TEXT, MAX + 500, MAX + 500), next), atOnce);

        assertThat(got).startsWith((byte) TEXT, (byte) 0xFE, (byte) (MAX + 1 >>> 8), (byte) (MAX + 1), (byte) 0,
                (byte) 0,
                (byte) 0, (byte) 0, (byte) ' ');
        assertThat(got).hasSize(8 + MAX + 1 + next.length).endsWith(next);
        assertThat(told.stream().filter(event -> event.startsWith("refused"))).isEmpty();
    }

    @Test
    void whatAnnouncesFarTooMuchIsRefusedWithItsHeadAndNothingMoreGoesOn() {
        assertThat(pass(join(frame(TEXT, 3, 3), frame(TEXT, 4_000_000, 2_000), frame(TEXT, 3, 3)), 50))
                .isEqualTo(frame(TEXT, 3, 3));

        assertThat(told).containsExactly("refused 1009");
    }

    @Test
    void manyFragmentsThatAreFarTooMuchTogetherAreRefused() {
        pass(frame(FIRST_TEXT, 600, 600), 5_000);
        for (int i = 0; i < 15 + 11; i++) {
            pass(frame(CONTINUATION, 600, 600), 5_000);
        }

        assertThat(told).containsExactly("begins", "refused 1009");
    }

    @Test
    void aFrameWithoutAMaskIsRefused() {
        assertThat(pass(new byte[]{(byte) TEXT, 2, '{', '}'}, 4)).isEmpty();

        assertThat(told).containsExactly("refused 1002");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1})
    void aLengthBelowZeroIsRefused(long length) {
        byte[] frame = ByteBuffer.allocate(14).put((byte) TEXT).put((byte) 0xFF).putLong(length).array();

        assertThat(pass(frame, 14)).isEmpty();

        assertThat(told).containsExactly("refused 1002");
    }

    @Test
    void aControlFrameThatIsTooLongIsRefused() {
        pass(frame(PING, 126, 0), 100);

        assertThat(told).containsExactly("refused 1002");
    }

    @Test
    void whatBeginsAndIsNotWholeIsToldOnceAndPingsInBetweenDoNotEndIt() {
        pass(new byte[]{(byte) TEXT}, 1);
        assertThat(told).containsExactly("begins");
        pass(Arrays.copyOfRange(frame(TEXT, 3, 3), 1, 9), 2);
        assertThat(told).containsExactly("begins", "ends");

        told.clear();
        pass(join(frame(FIRST_TEXT, 3, 3), frame(PING, 0, 0), frame(CONTINUATION, 0, 0), frame(PING, 0, 0)), 100);
        assertThat(told).containsExactly("begins");
        pass(frame(LAST, 1, 1), 100);
        assertThat(told).containsExactly("begins", "ends");

        told.clear();
        pass(join(frame(TEXT, 200, 200), frame(TEXT, 0, 0)), 5_000);
        assertThat(told).as("whole at once, as nearly all are").isEmpty();
    }

    @Test
    void whoWatchesLaterHearsWhatHasHappened() {
        IncomingFrames begun = new IncomingFrames(MAX, () -> now);
        begun.pass(new byte[]{(byte) TEXT}, 0, 1);
        begun.watch(listener);
        assertThat(told).containsExactly("begins");

        told.clear();
        IncomingFrames refused = new IncomingFrames(MAX, () -> now);
        refused.pass(new byte[]{(byte) TEXT, 0}, 0, 2);
        refused.watch(listener);
        assertThat(told).containsExactly("refused 1002");
    }

    @Test
    void moreThanFiftyPingsInASecondAreRefused() {
        for (int i = 0; i < IncomingFrames.PINGS; i++) {
            pass(frame(PING, 125, 125), 200);
        }
        now += TimeUnit.SECONDS.toNanos(1);
        for (int i = 0; i < IncomingFrames.PINGS; i++) {
            pass(frame(PING, 125, 125), 200);
        }
        assertThat(told).isEmpty();

        pass(frame(PING, 125, 125), 200);
        assertThat(told).contains("refused 1008");
    }

    @Test
    void whenTheConnectionHasEndedNobodyIsTold() {
        frames.end();

        pass(new byte[]{(byte) TEXT, 0}, 2);

        assertThat(told).isEmpty();
    }
}
