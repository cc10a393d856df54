package org.signaling.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

class LargeFrameTest {

    private static final UserInfo USER = new UserInfo(new UserId("https://i", "u"), null);

    private final Queue<Runnable> helpers = new ArrayDeque<>();
    private final FakeSession session = new FakeSession();
    private final Connection connection = new Connection(session.session(), new Caller(USER, Instant.MAX, Set.of()),
            Long.MAX_VALUE, new PresenceLog(true).cursor(Style.EVENTS, 0, USER.id(), Viewer.ANYBODY),
            TestSettings.with(),
            new Pacer(() -> 77), Runnable::run, new FrameSender(helpers::add,
                    new ListQueue(Runnable::run, () -> 77, now -> true, now -> false)),
            gone -> {
            });

    @Test
    void aFrameThatTakesLongToEncodeIsSentOnAThreadOfItsOwnAndTheNextOneWaitsForIt() {
        String large = "x".repeat(100_000);

        connection.offer(large, new TestMessage());
        assertThat(session.takeFrames()).isEmpty();
        connection.offer("small", new TestMessage());
        connection.turn(false);
        assertThat(session.takeFrames()).isEmpty();

        helpers.remove().run();
        assertThat(session.takeFrames()).containsExactly(large);
        connection.turn(false);
        assertThat(session.takeFrames()).containsExactly("small");
    }

    @Test
    void aPingThatTheServerLeftToUsIsAnsweredAtOnce() {
        connection.pinged(payload("hello"));

        assertThat(session.pongs()).containsExactly("hello");
    }

    @Test
    void ofPingsThatWaitForAFrameToLeaveTheLastOneIsAnswered() {
        connection.offer("x".repeat(100_000), new TestMessage());
        connection.pinged(payload("first"));
        connection.pinged(payload("second"));
        connection.turn(false);
        assertThat(session.pongs()).isEmpty();

        helpers.remove().run();
        connection.turn(false);
        assertThat(session.pongs()).containsExactly("second");
    }

    private static ByteBuffer payload(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
