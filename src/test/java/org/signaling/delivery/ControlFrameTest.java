package org.signaling.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.signaling.handshake.Caller;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;
import org.signaling.presence.PresenceLog;
import org.signaling.presence.PresenceLog.Style;
import org.signaling.presence.Viewer;
import org.signaling.testing.FakeSession;
import org.signaling.testing.TestMessage;
import org.signaling.testing.TestSettings;

/** Pings and pongs that leave while nobody waits for them. */
class ControlFrameTest {

    private static final UserInfo USER = new UserInfo(new UserId("https://i", "u"), null);

    private final Queue<SendHandler> leaving = new ArrayDeque<>();
    private final FakeSession session = new FakeSession();
    private final Connection connection = new Connection(session.session(), new Caller(USER, Instant.MAX, Set.of()),
            Long.MAX_VALUE, new PresenceLog(true).cursor(Style.ON_DEMAND, 0, USER.id(), Viewer.ANYBODY),
            TestSettings.with(), new Pacer(() -> 77), Runnable::run,
            new FrameSender(Runnable::run, new ListQueue(Runnable::run, () -> 77, now -> true, now -> false),
                    (remote, ping, payload, handler) -> leaving.add(handler)),
            gone -> {
            });

    @Test
    void aMessageThatComesWhenTheControlFrameHasLeftGoesAtOnce() {
        connection.pinged(ByteBuffer.allocate(0));
        leaving.remove().onResult(new SendResult());

        connection.offer("message", new TestMessage());

        assertThat(session.takeFrames()).containsExactly("message");
    }

    @Test
    void aMessageThatComesWhileTheControlFrameLeavesGoesWhenThePacerComesBack() {
        connection.pinged(ByteBuffer.allocate(0));
        connection.offer("message", new TestMessage());
        assertThat(session.takeFrames()).isEmpty();

        leaving.remove().onResult(new SendResult());
        connection.turn(false);

        assertThat(session.takeFrames()).containsExactly("message");
    }
}
