package org.signaling.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.CloseReason.CloseCodes;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.signaling.handshake.Caller;
import org.signaling.limits.LimitedExecutor;
import org.signaling.message.Delivery;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;
import org.signaling.presence.PresenceCursor;
import org.signaling.presence.PresenceLog;
import org.signaling.presence.PresenceLog.Style;
import org.signaling.presence.Viewer;
import org.signaling.testing.FakeSession;
import org.signaling.testing.TestMessage;
import org.signaling.testing.TestSettings;

/** A crowd comes at once: lists wait for their turn, everything else goes on, and the server's delays are nobody's fault. */
class CrowdTest {

    private static final long MILLI = 1_000_000L;
    private static final int CROWD = 1_000;
    private static final Predicate<String> A_LIST = frame -> frame.contains("\"userList\"");

    private long now = 77;
    private boolean clockBroken;
    private final Queue<Runnable> helpers = new ArrayDeque<>();
    private final Pacer pacer = new Pacer(() -> now);
    private final Subscribers subscribers = new Subscribers(pacer);

    private void use(String... settings) {
        subscribers.use(TestSettings.with(settings), helpers::add);
    }

    private static UserInfo user(int number) {
        return new UserInfo(new UserId("https://i", "user" + number), null);
    }

    private Connection join(FakeSession session, int number) {
        return subscribers
                .join(session.session(), new Caller(user(number), Instant.MAX, Set.of()), false, Long.MAX_VALUE)
                .orElseThrow();
    }

    private List<FakeSession> joinAll() {
        List<FakeSession> sessions = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            sessions.add(new FakeSession());
            join(sessions.get(i), i);
        }
        return sessions;
    }

    private void pass(long millis) {
        for (long end = now + millis * MILLI; now < end; now += MILLI) {
            pacer.beginRound(now);
        }
        pacer.beginRound(now);
    }

    private void helpersWork() {
        for (Runnable task = helpers.poll(); task != null; task = helpers.poll()) {
            task.run();
        }
    }

    private void deliver(int number, String frame) {
        assertThat(subscribers.deliver(user(0).id(), user(number).id(), frame, new TestMessage()))
                .isEqualTo(Delivery.TAKEN);
    }

    @Test
    void aConnectionThatWaitsForItsListGoesOnWithItsMessages() {
        use();
        joinAll();
        FakeSession alice = new FakeSession();
        Connection connection = join(alice, CROWD);
        connection.answerUserList();
        pass(500);

        deliver(CROWD, "1");
        deliver(CROWD, "2");
        pass(150);
        assertThat(alice.takeFrames()).contains("1", "2").noneMatch(A_LIST);

        helpersWork();
        pass(200);
        helpersWork();
        assertThat(alice.takeFrames()).singleElement().asString().contains("userList", "user" + CROWD);
    }

    @Test
    void whoAsksFirstIsAnsweredFirst() {
        use();
        joinAll();
        List<Integer> answered = new ArrayList<>();
        List<FakeSession> sessions = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            sessions.add(new FakeSession());
            join(sessions.get(i), CROWD + i).answerUserList();
        }
        pass(500);
        // a single thread serves them: one more list for each time that the clock moves past its share
        while (!helpers.isEmpty()) {
            helpers.poll().run();
            for (int i = 0; i < 5; i++) {
                if (sessions.get(i).takeFrames().stream().anyMatch(A_LIST)) {
                    answered.add(i);
                }
            }
            pass(1);
        }

        assertThat(answered).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void whileEverybodyStillJoinsListsThatNobodyAskedForWaitUntilItIsCalm() {
        subscribers.use(TestSettings.with(), Runnable::run);
        List<FakeSession> sessions = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            sessions.add(new FakeSession());
            join(sessions.get(i), i);
            if (i % 100 == 0) {
                pass(100);
            }
        }
        // of the last ones each misses so little that it is told one by one
        List<FakeSession> behind = sessions.subList(300, 900);
        assertThat(behind).noneMatch(session -> session.takeFrames().stream().anyMatch(A_LIST));

        pass(3_000);

        assertThat(behind).allMatch(session -> session.takeFrames().stream().anyMatch(A_LIST));
    }

    @Test
    void theNextListWaitsUntilTheLastOneHasLeftAndWasAnswered() {
        subscribers.use(TestSettings.with(), Runnable::run);
        joinAll();
        FakeSession alice = new FakeSession();
        Connection connection = join(alice, CROWD);
        pass(3_000);
        alice.takeFrames();
        alice.holdSends();
        connection.heard();
        connection.answerUserList();
        connection.answerUserList();
        pass(1_000);
        assertThat(alice.takeFrames()).hasSize(1).allMatch(A_LIST);

        alice.releaseSends();
        pass(1_000);
        assertThat(alice.takeFrames()).isEmpty();
        connection.heard();
        pass(2_000);
        assertThat(alice.takeFrames()).hasSize(1).allMatch(A_LIST);
    }

    @Test
    void timeInTheServersOwnQueueIsNoFaultOfTheClient() {
        use("signaling.send-timeout", "2");
        FakeSession alice = new FakeSession();
        join(alice, 1);
        alice.holdSends();
        deliver(1, "x".repeat(FrameSender.LARGE));

        pass(20_000);
        assertThat(alice.closed()).isNull();
        helpersWork();
        pass(1_900);
        assertThat(alice.closed()).isNull();
        pass(3_000);
        helpersWork();

        assertThat(alice.closed().getCloseCode()).isEqualTo(CloseCodes.TRY_AGAIN_LATER);
    }

    @Test
    void whatComesTooLateBecauseTheServerStoodStillIsNoFaultOfTheClient() {
        use("signaling.send-timeout", "2", "signaling.ping-interval", "25", "signaling.pong-timeout", "20");
        FakeSession alice = new FakeSession();
        FakeSession bob = new FakeSession();
        Connection connection = join(alice, 1);
        join(bob, 2);
        pass(26_000);
        assertThat(alice.pings()).isEqualTo(1);
        bob.holdSends();
        deliver(2, "1");

        now += 60_000 * MILLI;
        pass(1_000);
        helpersWork();
        assertThat(alice.closed()).isNull();
        assertThat(bob.closed()).isNull();
        connection.heard();
        pass(20_000);
        helpersWork();
        assertThat(alice.closed()).isNull();
        assertThat(bob.closed().getCloseCode()).isEqualTo(CloseCodes.TRY_AGAIN_LATER);
    }

    @Test
    void aTurnThatFailsIsNotLost() {
        PresenceLog log = new PresenceLog(true);
        for (int i = 0; i <= CROWD; i++) {
            log.online(user(i), Viewer.ANYBODY);
        }
        PresenceCursor cursor = log.cursor(Style.EVENTS, Long.MAX_VALUE, user(0).id(), Viewer.ANYBODY);
        ListQueue lists = new ListQueue(Runnable::run, () -> {
            if (clockBroken) {
                throw new IllegalStateException("on purpose");
            }
            return now;
        }, time -> true, time -> false);
        FakeSession alice = new FakeSession();
        Connection connection = new Connection(alice.session(), new Caller(user(0), Instant.MAX, Set.of()),
                Long.MAX_VALUE / 2, cursor, TestSettings.with(), pacer, Runnable::run,
                new FrameSender(Runnable::run, lists), gone -> {
                });
        pacer.eachRound(lists::serve);
        pacer.watch(new AllConnections(List.of(), () -> 0, time -> 0));
        clockBroken = true;
        connection.answerUserList();
        assertThat(alice.takeFrames()).isEmpty();

        clockBroken = false;
        connection.offer("1", new TestMessage());
        pass(500);

        assertThat(alice.takeFrames()).contains("1").anyMatch(A_LIST);
    }

    @Test
    void whateverElseFailsInARoundMessagesLeave() {
        use();
        pacer.eachRound(time -> {
            throw new IllegalStateException("on purpose");
        });
        FakeSession alice = new FakeSession();
        join(alice, 1);
        deliver(1, "1");
        deliver(1, "2");

        pass(200);

        assertThat(alice.takeFrames()).containsExactly("1", "2");
    }

    @Test
    void aFrameForWhichThereIsNoThreadFailsAloneAndItsSenderIsTold() {
        subscribers.use(TestSettings.with(), task -> {
            if (task.getClass().getName().contains(LimitedExecutor.class.getSimpleName())) {
                throw new IllegalStateException("on purpose");
            }
            task.run();
        });
        FakeSession alice = new FakeSession();
        join(alice, 1);
        TestMessage message = new TestMessage();
        assertThat(subscribers.deliver(user(0).id(), user(1).id(), "x".repeat(FrameSender.LARGE), message))
                .isEqualTo(Delivery.TAKEN);
        message.asked();

        pass(3_000);

        assertThat(message.told()).isEqualTo(1);
        assertThat(alice.closed().getCloseCode()).isEqualTo(CloseCodes.UNEXPECTED_CONDITION);
    }
}
