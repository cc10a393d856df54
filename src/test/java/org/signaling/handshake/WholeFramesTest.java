package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WholeFramesTest {

    private static final int MAX = 1_000;
    private static final int MAX_HEAD = 8;

    private final WholeFrames frames = new WholeFrames(new IncomingFrames(MAX, () -> 0));

    private static byte[] frame(int first, int length) {
        ByteBuffer frame = ByteBuffer.allocate(MAX_HEAD + length).put((byte) first);
        if (length < 126) {
            frame.put((byte) (0x80 | length));
        } else {
            frame.put((byte) 0xFE).putShort((short) length);
        }
        frame.putInt(0);
        for (int i = 0; i < length; i++) {
            frame.put((byte) i);
        }
        return Arrays.copyOf(frame.array(), frame.position());
    }

    /** What the container gets, each time that it gets anything. */
    private List<byte[]> pass(byte[] bytes, int atOnce) {
        List<byte[]> got = new ArrayList<>();
        for (int i = 0; i < bytes.length; i += atOnce) {
            int count = Math.min(atOnce, bytes.length - i);
            byte[] read = new byte[2 + count];
            System.arraycopy(bytes, i, read, 2, count);
            int whole = frames.pass(read, 2, count);
            if (whole > 0) {
                got.add(frames.joined() == null
                        ? Arrays.copyOfRange(read, 2, 2 + whole)
                        : Arrays.copyOf(frames.joined(), whole));
            }
        }
        return got;
    }

    private static byte[] join(List<byte[]> all) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        all.forEach(joined::writeBytes);
        return joined.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 13, 100, 131, 5_000})
    void theContainerGetsEveryByteHoweverTheyCame(int atOnce) {
        byte[] sent = join(List.of(frame(0x81, 0), frame(0x81, 5), frame(0x89, 125), frame(0x01, 300), frame(0x00, 0),
                frame(0x80, 126), frame(0x81, MAX)));

        assertThat(join(pass(sent, atOnce))).isEqualTo(sent);
    }

    @Test
    void whatComesByteByByteIsHandedOnFrameByFrame() {
        List<byte[]> sent = List.of(frame(0x81, 5), frame(0x01, 300), frame(0x89, 0), frame(0x80, 200));

        assertThat(pass(join(sent), 1)).containsExactlyElementsOf(sent);
    }

    @Test
    void theBeginningOfAFrameDoesNotHoldBackThoseBeforeIt() {
        byte[] first = frame(0x81, 5);
        byte[] second = frame(0x81, 300);

        assertThat(pass(join(List.of(first, Arrays.copyOf(second, 100))), 5_000)).containsExactly(first);
        assertThat(pass(Arrays.copyOfRange(second, 100, second.length), 5_000)).containsExactly(second);
    }

    @Test
    void aFrameThatIsTooLongIsHandedOnWhenItsEndHasComeAsOneByteTooMany() {
        byte[] tooLong = frame(0x81, MAX + 500);

        assertThat(pass(Arrays.copyOf(tooLong, tooLong.length - 1), 100)).isEmpty();
        assertThat(pass(new byte[]{'x'}, 1)).singleElement()
                .satisfies(got -> assertThat(got).hasSize(MAX_HEAD + MAX + 1));
    }

    @Test
    void whoWaitsForACloseFrameGetsNothingUntilItIsWhole() {
        byte[] close = frame(0x88, 2);
        frames.onlyClose();

        assertThat(pass(join(List.of(frame(0x8A, 1), frame(0x81, 300), Arrays.copyOf(close, 3))), 5_000)).isEmpty();
        assertThat(pass(Arrays.copyOfRange(close, 3, close.length), 5_000)).containsExactly(close);
    }

    @Test
    void whenTheConnectionHasEndedNothingOfItsLastFrameIsLeft() {
        pass(Arrays.copyOf(frame(0x81, 300), 100), 100);
        frames.end();

        frames.pass(new byte[208], 0, 208);

        assertThat(frames.joined()).isNull();
    }
}
