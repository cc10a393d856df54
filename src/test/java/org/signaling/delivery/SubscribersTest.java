package org.signaling.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.signaling.handshake.Caller;
import org.signaling.message.Delivery;
import org.signaling.message.MessageWriter;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;
import org.signaling.testing.FakeSession;
import org.signaling.testing.TestMessage;
import org.signaling.testing.TestSettings;

/** Subscribers, connections and pacer together, on a clock that the test moves. */
class SubscribersTest {

    private static final long MILLI = 1_000_000L;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final UserId SENDER = new UserId("https://i", "sender");
    private static final UserInfo ALICE = new UserInfo(new UserId("https://i", "alice"), "Alice");
    private static final UserInfo BOB = new UserInfo(new UserId("https://i", "bob"), "Bob");

    private long now = 77;
    private final Pacer pacer = new Pacer(() -> now);
    private final Subscribers subscribers = new Subscribers(pacer, () -> START);
    private final FakeSession alice = new FakeSession();
    private final FakeSession bob = new FakeSession();

    @BeforeEach
    void useSmallQueues() {
        subscribers.use(TestSettings.with("signaling.queue.max-messages", "3", "signaling.send-timeout", "2"),
                Runnable::run);
    }

    private Connection join(FakeSession session, UserInfo user) {
        return subscribers.join(session.session(), new Caller(user, Instant.MAX, Set.of()), false, Long.MAX_VALUE)
                .orElseThrow();
    }

    private static String online(UserInfo user) {
        return MessageWriter.userOnline(MessageWriter.userInfo(user));
    }

    private static String offline(UserInfo user) {
        return MessageWriter.userOffline(MessageWriter.userInfo(user));
    }

    private void pass(long millis) {
        for (long end = now + millis * MILLI; now < end; now += MILLI) {
            pacer.beginRound(now);
        }
        pacer.beginRound(now);
    }

    /** Lets time pass while a client answers its pings. */
    private void pass(long millis, Connection connection) {
        for (long passed = 0; passed < millis; passed += 1_000) {
            pass(1_000);
            connection.heard();
        }
    }

    private Connection joinFor(FakeSession session, UserInfo user, int seconds) {
        return subscribers
                .join(session.session(), new Caller(user, START.plusSeconds(seconds), Set.of()), false, Long.MAX_VALUE)
                .orElseThrow();
    }

    private Optional<Connection> tryJoin(UserInfo user) {
        return subscribers.join(new FakeSession().session(), new Caller(user, Instant.MAX, Set.of()), false,
                Long.MAX_VALUE);
    }

    private void deliver(UserInfo target, String... frames) {
        for (String frame : frames) {
            assertThat(subscribers.deliver(SENDER, target.id(), frame, new TestMessage())).isEqualTo(Delivery.TAKEN);
        }
    }

    @Test
    void theOthersAreToldOfAUsersFirstConnectionAndOfItsLast() {
        join(alice, ALICE);
        Connection first = join(bob, BOB);
        pass(1);
        assertThat(alice.takeFrames()).containsExactly(online(BOB));

        Connection second = join(new FakeSession(), BOB);
        subscribers.leave(first);
        pass(200);
        assertThat(alice.takeFrames()).isEmpty();

        subscribers.leave(second);
        subscribers.leave(second);
        pass(200);
        assertThat(alice.takeFrames()).containsExactly(offline(BOB));
        assertThat(bob.takeFrames()).isEmpty();
    }

    @Test
    void aMessageToAUserWhoWasSilentLeavesAtOnce() {
        join(bob, BOB);

        deliver(BOB, "1");

        assertThat(bob.takeFrames()).containsExactly("1");
    }

    @Test
    void aUserGetsOneMessageEach100MillisecondsInTheOrderSent() {
        join(bob, BOB);
        deliver(BOB, "1", "2", "3", "4");

        assertThat(bob.takeFrames()).containsExactly("1");
        pass(99);
        assertThat(bob.takeFrames()).isEmpty();
        pass(1);
        assertThat(bob.takeFrames()).containsExactly("2");
        pass(100);
        assertThat(bob.takeFrames()).containsExactly("3");
        pass(99);
        deliver(BOB, "5");
        assertThat(bob.takeFrames()).isEmpty();
        pass(1);
        assertThat(bob.takeFrames()).containsExactly("4");
        pass(100);
        assertThat(bob.takeFrames()).containsExactly("5");
    }

    @Test
    void thePauseHoldsAlsoWhenNothingWaitedInBetween() {
        join(bob, BOB);
        deliver(BOB, "1");
        pass(60);
        deliver(BOB, "2");

        assertThat(bob.takeFrames()).containsExactly("1");
        pass(39);
        assertThat(bob.takeFrames()).isEmpty();
        pass(1);
        assertThat(bob.takeFrames()).containsExactly("2");
        pass(150);
        deliver(BOB, "3");
        assertThat(bob.takeFrames()).containsExactly("3");
    }

    @Test
    void allConnectionsOfAUserGetItsMessages() {
        FakeSession phone = new FakeSession();
        join(bob, BOB);
        join(phone, BOB);

        deliver(BOB, "1");

        assertThat(bob.takeFrames()).containsExactly("1");
        assertThat(phone.takeFrames()).containsExactly("1");
    }

    @Test
    void aMessageForSomebodyWithoutAConnectionIsNotTaken() {
        Connection connection = join(bob, BOB);
        assertThat(subscribers.deliver(SENDER, ALICE.id(), "1", new TestMessage())).isEqualTo(Delivery.OFFLINE);

        subscribers.leave(connection);

        assertThat(subscribers.deliver(SENDER, BOB.id(), "1", new TestMessage())).isEqualTo(Delivery.OFFLINE);
    }

    @Test
    void whenTooMuchWaitsTheNextMessageIsNotTakenAndTheReceiverStays() {
        join(bob, BOB);
        deliver(BOB, "1", "2", "3", "4");

        assertThat(subscribers.deliver(SENDER, BOB.id(), "5", new TestMessage())).isEqualTo(Delivery.BUSY);
        assertThat(bob.closed()).isNull();
        pass(100);
        deliver(BOB, "6");
        pass(1_000);
        assertThat(bob.takeFrames()).containsExactly("1", "2", "3", "4", "6");
    }

    @Test
    void noFrameIsSentWhileAnotherIsOnItsWay() {
        join(bob, BOB);
        bob.holdSends();
        deliver(BOB, "1", "2");
        pass(500);
        assertThat(bob.takeFrames()).containsExactly("1");

        bob.releaseSends();
        pass(100);

        assertThat(bob.takeFrames()).containsExactly("2");
    }

    @Test
    void aReaderThatIsTooSlowIsClosedAndTheOthersAreTold() {
        join(alice, ALICE);
        join(bob, BOB);
        pass(200);
        alice.takeFrames();
        bob.holdSends();
        deliver(BOB, "1");

        pass(2_200);

        assertThat(bob.closed().getCloseCode()).isEqualTo(CloseCodes.TRY_AGAIN_LATER);
        assertThat(alice.takeFrames()).containsExactly(offline(BOB));
    }

    @Test
    void answersGoBeforeMessagesAndMessagesBeforePresence() {
        join(alice, ALICE);
        Connection connection = join(bob, BOB);
        deliver(BOB, "first", "message");
        join(new FakeSession(), new UserInfo(new UserId("https://i", "carol"), "Carol"));
        connection.answer("answer");

        pass(400);

        assertThat(bob.takeFrames()).satisfiesExactly(
                frame -> assertThat(frame).isEqualTo("first"),
                frame -> assertThat(frame).isEqualTo("answer"),
                frame -> assertThat(frame).isEqualTo("message"),
                frame -> assertThat(frame).contains("userOnline", "carol"));
    }

    @Test
    void presenceIsNotStarvedByMessages() {
        join(bob, BOB);
        deliver(BOB, "1");
        join(alice, ALICE);
        for (int i = 0; i < 9; i++) {
            deliver(BOB, "next");
            pass(100);
        }

        assertThat(bob.takeFrames()).hasSizeGreaterThan(8).contains(online(ALICE));
    }

    @Test
    void theListOfUsersHasTheAskerInItAndComesAfterTheFewEventsBeforeIt() {
        Connection connection = join(bob, BOB);
        deliver(BOB, "1");
        join(alice, ALICE);
        connection.answerUserList();
        pass(300);

        assertThat(bob.takeFrames())
                .containsExactly("1", online(ALICE),
                        MessageWriter.userList(List.of(MessageWriter.userInfo(BOB), MessageWriter.userInfo(ALICE))));
    }

    @Test
    void aSenderWithMoreMessagesThanAnswersFindRoomForIsClosed() {
        Connection connection = join(bob, BOB);
        for (int i = 0; i <= Outbox.MAX_ANSWERS + 1; i++) {
            connection.answer("error");
        }

        assertThat(bob.closed().getCloseCode()).isEqualTo(CloseCodes.VIOLATED_POLICY);
        assertThat(subscribers.deliver(SENDER, BOB.id(), "1", new TestMessage())).isEqualTo(Delivery.OFFLINE);
    }

    @Test
    void aConnectionThatDoesNotAnswerAPingIsClosedAndOneThatDoesStays() {
        join(alice, ALICE);
        Connection bobs = join(bob, BOB);
        pass(26_000);
        assertThat(bob.pings()).isEqualTo(1);
        bobs.heard();
        pass(18_000);
        assertThat(alice.closed()).isNull();
        pass(4_000);

        assertThat(alice.closed().getReasonPhrase()).isEqualTo("no answer to a ping");
        assertThat(bob.closed()).isNull();
        pass(5_000);
        assertThat(bob.pings()).isEqualTo(2);
    }

    @Test
    void aConnectionEndsWithItsTokenAndIsWarnedBefore() {
        Connection connection = joinFor(bob, BOB, 90);
        int skew = 30;
        pass((90 + skew - 61) * 1_000, connection);
        assertThat(bob.takeFrames()).isEmpty();
        pass(3_000, connection);
        assertThat(bob.takeFrames()).singleElement().asString().contains("\"expiring\"", "\"seconds\":");
        pass(56_000, connection);
        assertThat(bob.closed()).isNull();
        pass(4_000, connection);

        assertThat(bob.closed().getCloseCode().getCode()).isEqualTo(4_401);
        assertThat(subscribers.deliver(SENDER, BOB.id(), "1", new TestMessage())).isEqualTo(Delivery.OFFLINE);
    }

    @Test
    void aClientOfTheGoServerWhichNamesNoSubprotocolIsNotWarned() {
        FakeSession original = new FakeSession("");
        Connection connection = joinFor(original, BOB, 90);

        pass(100_000, connection);

        assertThat(original.takeFrames()).isEmpty();
        pass(21_000, connection);
        assertThat(original.closed().getCloseCode().getCode()).isEqualTo(4_401);
    }

    @Test
    void aConnectionOfTheGoServersProviderOutlivesItsTokenAndNothingIsSaidOfIt() {
        subscribers.use(TestSettings.only("PROVIDER", "https://i", "AUDIENCE", "x"), Runnable::run);
        Connection connection = joinFor(bob, BOB, 1);

        pass(120_000, connection);

        assertThat(bob.closed()).isNull();
        assertThat(bob.takeFrames()).isEmpty();
    }

    @Test
    void aFreshTokenKeepsTheConnectionOpen() {
        Connection connection = joinFor(bob, BOB, 40);
        subscribers.renew(connection, new Caller(BOB, START.plusSeconds(400), Set.of()));

        pass(120_000, connection);

        assertThat(bob.closed()).isNull();
        assertThat(bob.takeFrames()).isEmpty();
        pass(315_000, connection);
        assertThat(bob.closed().getCloseCode().getCode()).isEqualTo(4_401);
    }

    @Test
    void aConnectionOutlivesItsTokenWhereASettingSaysSo() {
        subscribers.use(TestSettings.with("signaling.end-at-expiry", "off"), Runnable::run);
        Connection connection = joinFor(bob, BOB, 1);

        pass(120_000, connection);

        assertThat(bob.closed()).isNull();
    }

    @Test
    void aUserHasNoMoreConnectionsThanItMay() {
        subscribers.use(TestSettings.with("signaling.limit.connections-per-user", "2"), Runnable::run);
        Connection first = join(bob, BOB);
        join(new FakeSession(), BOB);

        assertThat(tryJoin(BOB)).isEmpty();
        assertThat(tryJoin(ALICE)).isPresent();
        subscribers.leave(first);
        assertThat(tryJoin(BOB)).isPresent();
        assertThat(subscribers.connectionCount()).isEqualTo(3);
    }

    @Test
    void thereAreNoMoreConnectionsThanThereMayBe() {
        subscribers.use(TestSettings.with("signaling.limit.connections", "1"), Runnable::run);
        Connection only = join(bob, BOB);

        assertThat(tryJoin(ALICE)).isEmpty();
        subscribers.leave(only);
        assertThat(tryJoin(ALICE)).isPresent();
    }

    @Test
    void allConnectionsOfAUserCanBeClosedAndTheOthersAreTold() {
        join(alice, ALICE);
        join(bob, BOB);
        FakeSession bobsPhone = new FakeSession();
        join(bobsPhone, BOB);
        pass(200);
        alice.takeFrames();

        subscribers.disconnect(BOB.id(), new CloseReason(CloseCodes.NORMAL_CLOSURE, "signed out"));
        pass(200);

        assertThat(bob.closed().getCloseCode()).isEqualTo(CloseCodes.NORMAL_CLOSURE);
        assertThat(bobsPhone.closed().getCloseCode()).isEqualTo(CloseCodes.NORMAL_CLOSURE);
        assertThat(alice.takeFrames()).containsExactly(offline(BOB));
        subscribers.disconnect(BOB.id(), new CloseReason(CloseCodes.NORMAL_CLOSURE, "signed out"));
    }

    @Test
    void aThousandRacingJoinsAndLeavesEndWithNobodyAndWithOneOfflineForEachOnline() throws Exception {
        FakeSession watcher = new FakeSession();
        join(watcher, ALICE);
        int threads = 8;
        CyclicBarrier barrier = new CyclicBarrier(threads);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        AtomicInteger joins = new AtomicInteger();
        List<Future<?>> done = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            done.add(executor.submit(() -> {
                barrier.await();
                for (int i = 0; i < 125; i++) {
                    Connection connection = join(new FakeSession(), BOB);
                    joins.incrementAndGet();
                    subscribers.leave(connection);
                    subscribers.leave(connection);
                }
                return null;
            }));
        }
        for (Future<?> each : done) {
            each.get();
        }
        executor.shutdown();

        assertThat(joins).hasValue(1_000);
        assertThat(subscribers.deliver(SENDER, BOB.id(), "x", new TestMessage())).isEqualTo(Delivery.OFFLINE);
        pass(10_000);
        int balance = 0;
        for (String frame : watcher.takeFrames()) {
            if (frame.contains("userList")) {
                balance = frame.contains("bob") ? 1 : 0;
            } else {
                balance += frame.contains("userOnline") ? 1 : -1;
            }
        }
        assertThat(balance).isZero();
    }
}
