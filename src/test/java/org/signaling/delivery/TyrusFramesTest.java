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
    @ValueSource(ints = {TyrusFrames.LONG, 32_767, 32_768, 300_000})
    void aLongTextIsOneFinalFrameOfUnmaskedText(int length) {
        String text = text(length);

        frames.send(new Async(socket), text);

        ByteBuffer frame = ByteBuffer.wrap(socket.frames().get(0));
        assertThat(frame.get()).as("final, text").isEqualTo((byte) 0x81);
        int size = frame.get();
        assertThat(size == 127 ? frame.getLong() : size == 126 ? frame.getShort() & 0xFFFF : size)
                .isEqualTo(frame.remaining()).isEqualTo(2L * length);
        assertThat(size == 127).as("eight bytes for the length where two are too few").isEqualTo(length >= 32_768);
        assertThat(StandardCharsets.UTF_8.decode(frame).toString()).isEqualTo(text);
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
