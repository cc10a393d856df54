package org.signaling.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.CloseReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.signaling.handshake.Caller;
import org.signaling.message.Delivery;
import org.signaling.message.Message.Request;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;
import org.signaling.testing.FakeSession;
import org.signaling.testing.TestMessage;

/** What becomes of messages that wait for a connection when it ends. */
class WaitingMessagesTest {

    private static final UserInfo ALICE = new UserInfo(new UserId("https://i", "alice"), "Alice");
    private static final UserInfo BOB = new UserInfo(new UserId("https://i", "bob"), "Bob");

    private final DrivenSubscribers driven = new DrivenSubscribers();
    private final Subscribers subscribers = driven.subscribers();
    private final FakeSession bob = new FakeSession();
    private final FakeSession phone = new FakeSession();
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final Relay relay = subscribers.delivery(
            (why, request, from) -> told.add(request.type() + " " + why + " " + from.caller().user().username()));
    private Connection alice;

    @BeforeEach
    void connectTheSender() {
        alice = join(new FakeSession(), ALICE);
    }

    private Connection join(FakeSession session, UserInfo user) {
        return subscribers.join(session.session(), new Caller(user, Instant.MAX, Set.of()), false, Long.MAX_VALUE)
                .orElseThrow();
    }

    private Delivery send(String message) {
        return relay.deliver(new Request(message, BOB.id(), null), message, alice);
    }

    private void sendAll(String... messages) {
        for (String message : messages) {
            assertThat(send(message)).isEqualTo(Delivery.TAKEN);
        }
    }

    @Test
    void theyComeBackToTheirSenderOnceWhenItEnds() {
        Connection connection = join(bob, BOB);
        sendAll("1", "2", "3");

        subscribers.leave(connection);
        subscribers.leave(connection);

        assertThat(bob.takeFrames()).containsExactly("1");
        assertThat(told).containsExactly("2 OFFLINE Alice", "3 OFFLINE Alice");
        driven.pass(500);
        assertThat(bob.takeFrames()).isEmpty();
    }

    @Test
    void theyComeBackAlsoWhenTheServerIsWhoClosesIt() {
        join(bob, BOB);
        sendAll("1", "2");

        subscribers.drain(Duration.ZERO);
        driven.pass(20);

        assertThat(told).containsExactly("2 OFFLINE Alice");
    }

    @Test
    void theyDoNotComeBackIfAnotherConnectionGotThemOut() {
        Connection connection = join(bob, BOB);
        join(phone, BOB);
        sendAll("1", "2");
        driven.pass(100);
        assertThat(phone.takeFrames()).containsExactly("1", "2");
        sendAll("3");

        subscribers.leave(connection);
        assertThat(told).isEmpty();
        driven.pass(200);

        assertThat(phone.takeFrames()).containsExactly("3");
        assertThat(told).isEmpty();
    }

    @Test
    void theyComeBackOnceWhenTheLastOfAllConnectionsEnds() {
        Connection first = join(bob, BOB);
        Connection second = join(phone, BOB);
        sendAll("1", "2");

        subscribers.leave(first);
        assertThat(told).isEmpty();
        subscribers.leave(second);

        assertThat(told).containsExactly("2 OFFLINE Alice");
    }

    @Test
    void whatTheContainerHasCountsAsDeliveredUnlessItFails() {
        Connection connection = join(bob, BOB);
        bob.holdSends();
        sendAll("left", "waits");
        subscribers.leave(connection);
        assertThat(told).containsExactly("waits OFFLINE Alice");
        bob.releaseSends();
        assertThat(told).hasSize(1);

        Connection again = join(phone, BOB);
        phone.holdSends();
        sendAll("failed");
        subscribers.leave(again);
        assertThat(told).hasSize(1);
        phone.failSends();

        assertThat(told).containsExactly("waits OFFLINE Alice", "failed OFFLINE Alice");
    }

    @Test
    void aMessageThatTheContainerDoesNotTakeComesBackWithAllThatWait() {
        join(bob, BOB);
        sendAll("1", "2", "3");
        bob.breakDown();

        driven.pass(100);

        assertThat(told).containsExactlyInAnyOrder("2 OFFLINE Alice", "3 OFFLINE Alice");
    }

    @Test
    void aConnectionThatCannotSendTakesNothingMoreAndIsClosedAMomentLater() {
        join(bob, BOB);
        bob.breakDown();
        sendAll("1");
        assertThat(told).containsExactly("1 OFFLINE Alice");
        assertThat(bob.closed()).as("it may be closing by itself").isNull();

        driven.pass(2_000);

        assertThat(bob.closed().getReasonPhrase()).isEqualTo("sending failed");
    }

    @Test
    void aConnectionThatIsClosedTakesNothing() {
        Connection connection = join(bob, BOB);
        TestMessage message = new TestMessage();
        connection.closedByPeer(new CloseReason(
                CloseReason.CloseCodes.GOING_AWAY, ""));

        assertThat(connection.offer("late", message)).isEqualTo(Delivery.OFFLINE);
        assertThat(send("late")).isEqualTo(Delivery.OFFLINE);
        subscribers.leave(connection);
        assertThat(connection.offer("later", message)).isEqualTo(Delivery.OFFLINE);
        assertThat(told).isEmpty();
        assertThat(message.told()).isZero();
    }

    @Test
    void theContainerIsAskedNoMoreAboutAFrameThatItHasWhenItsConnectionEnds() {
        Connection connection = join(bob, BOB);
        bob.holdSends();
        TestMessage message = new TestMessage();
        connection.offer("1", message);

        subscribers.leave(connection);

        assertThat(message.abandonments()).isEqualTo(1);
        bob.releaseSends();
        assertThat(message.arrivals()).isEqualTo(1);
    }

    @Test
    void aSenderStaysWhenManyOfItsMessagesComeBackAtOnceAndIsClosedWhenTooManyDo() {
        FakeSession session = new FakeSession();
        Connection sender = join(session, BOB);
        for (int i = 0; i < Outbox.LATE_ROOM * Outbox.MAX_ANSWERS; i++) {
            sender.answerLate("error");
        }
        assertThat(session.closed()).isNull();
        sender.answerLate("error");
        sender.answerLate("error");

        assertThat(session.closed().getCloseCode()).isEqualTo(CloseReason.CloseCodes.VIOLATED_POLICY);
    }

    @Test
    void whateverRacesEachMessageIsEitherSentOrToldOrNotTaken() throws Exception {
        int senders = 4;
        int rounds = 200;
        ExecutorService threads = Executors.newFixedThreadPool(senders + 1);
        for (int round = 0; round < rounds; round++) {
            FakeSession session = new FakeSession();
            Connection connection = join(session, BOB);
            told.clear();
            CyclicBarrier barrier = new CyclicBarrier(senders + 1);
            CountDownLatch begun = new CountDownLatch(1);
            List<Future<List<String>>> taken = new ArrayList<>();
            for (int s = 0; s < senders; s++) {
                String mark = "m" + s + ".";
                taken.add(threads.submit(() -> {
                    List<String> own = new ArrayList<>();
                    barrier.await();
                    for (int i = 0; i < 20; i++) {
                        if (send(mark + i) == Delivery.TAKEN) {
                            own.add(mark + i);
                        }
                        begun.countDown();
                    }
                    return own;
                }));
            }
            Future<?> left = threads.submit(() -> {
                barrier.await();
                begun.await();
                subscribers.leave(connection);
                return null;
            });
            left.get();
            List<String> all = new ArrayList<>();
            for (Future<List<String>> each : taken) {
                all.addAll(each.get());
            }

            List<String> accounted = new ArrayList<>(session.takeFrames());
            accounted.removeIf(frame -> !frame.startsWith("m"));
            told.forEach(each -> accounted.add(each.substring(0, each.indexOf(' '))));
            assertThat(accounted).containsExactlyInAnyOrderElementsOf(all);
        }
        threads.shutdown();
    }
}
