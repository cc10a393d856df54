package org.signaling.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;
import org.glassfish.tyrus.core.TyrusRemoteEndpoint;
import org.glassfish.tyrus.core.TyrusWebSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TyrusFramesTest {

    /** Of another kind than the container's own. */
    private static final class Async extends TyrusRemoteEndpoint {
        Async(TyrusWebSocket socket) {
            super(socket);
        }
    }

    private final TyrusFrames frames = new TyrusFrames();
    private final TyrusWebSocket socket = new TyrusWebSocket();

    private static String text(int length) {
        return "é".repeat(length);
    }

    @ParameterizedTest
    @ValueSource(ints = {TyrusFrames.LONG, 32_767, 32_768, 131_072})
    void aLongTextIsOneFinalFrameOfUnmaskedText(int length) {
        String text = text(length);

        frames.send(new Async(socket), text);

        assertThat(socket.frames()).hasSize(1);
        assertThat(new String(payload(0, 0x81), StandardCharsets.UTF_8)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(ints = {131_072, 300_000})
    void aVeryLongTextIsTwoFragmentsOfWhichTheLastIsWhatTheContainerKeeps(int length) {
        String text = "x" + text(length);

        frames.send(new Async(socket), text);

        assertThat(socket.frames()).hasSize(2);
        byte[] rest = payload(1, 0x80);
        assertThat(rest.length).isBetween(8_193, 16_384);
        assertThat(new String(payload(0, 0x01), StandardCharsets.UTF_8) + new String(rest, StandardCharsets.UTF_8))
                .as("cut between characters").isEqualTo(text);
    }

    private byte[] payload(int number, int firstByte) {
        ByteBuffer frame = ByteBuffer.wrap(socket.frames().get(number));
        assertThat(frame.get()).isEqualTo((byte) firstByte);
        int size = frame.get();
        assertThat(size == 127 ? frame.getLong() : frame.getShort() & 0xFFFF).isEqualTo(frame.remaining());
        assertThat(size == 127).as("eight bytes for the length where two are too few")
                .isEqualTo(frame.remaining() > 65_535);
        byte[] payload = new byte[frame.remaining()];
        frame.get(payload);
        return payload;
    }

    @Test
    void itSaysWhenTheFrameHasLeft() {
        Future<?> leaving = frames.send(new Async(socket), text(TyrusFrames.LONG));

        assertThat(leaving).isNotDone();
        socket.leave();
        assertThat(leaving).isDone();
    }

    @Test
    void allConnectionsSendTheSameBytesOfOneText() {
        String text = text(5_000);
        TyrusWebSocket other = new TyrusWebSocket();

        frames.send(new Async(socket), text);
        frames.send(new Async(other), text);

        assertThat(other.frames().get(0)).isSameAs(socket.frames().get(0));
    }

    @Test
    void textsTakeTheirPlacesFromOneAnotherAndStayRight() {
        for (int length = 2_000; length < 2_100; length++) {
            String text = text(length);
            frames.send(new Async(socket), text);
            frames.send(new Async(socket), text);
        }

        assertThat(socket.frames()).hasSize(200).allSatisfy(frame -> assertThat(frame.length % 2).isZero());
        assertThat(socket.frames().get(199)).hasSize(4 + 2 * 2_099);
    }

    @Test
    void aShortTextIsLeftToTheContainer() {
        assertThat(frames.send(new Async(socket), text(TyrusFrames.LONG - 1))).isNull();
        assertThat(socket.frames()).isEmpty();
    }

    @Test
    void otherContainersAreLeftAlone() {
        assertThat(frames.send(new Object(), text(TyrusFrames.LONG))).isNull();
    }
}
