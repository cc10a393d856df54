package org.signaling.delivery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.signaling.handshake.Caller;
import org.signaling.message.Delivery;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;
import org.signaling.testing.FakeSession;
import org.signaling.testing.TestMessage;
import org.signaling.testing.TestSettings;

/**
 * The turn of a {@link Connection}, and the flag that says that a frame is on its way. What is not listed as acceptable
 * is forbidden.
 */
final class TurnStress {

    private static final long PACE = Pacer.PACE;

    private TurnStress() {
    }

    /** A connection on a clock that stands at a given time. */
    private static final class Line {
        private volatile long now;
        private final Pacer pacer = new Pacer(() -> now);
        private final Subscribers subscribers = new Subscribers(pacer);
        private final FakeSession session = new FakeSession();
        private final Connection connection;

        Line() {
            // its own static logger is silenced there
            new StressedSubscribers();
            subscribers.use(TestSettings.with(), Runnable::run);
            connection = subscribers.join(session.session(), new Caller(
                    new UserInfo(new UserId("https://i", "alice"), null), Instant.MAX,
                    Set.of()), false, Long.MAX_VALUE).orElseThrow();
        }

        /** Lets the pacer come round often enough for everything that waits. */
        List<String> finish() {
            session.releaseSends();
            for (int round = 2; round < 6; round++) {
                now = round * PACE;
                pacer.beginRound(now);
            }
            return session.takeFrames();
        }
    }

    /** Two senders find a silent connection: one message leaves at once, the other waits for its time. */
    @JCStressTest
    @State
    @Outcome(id = "1, 1, 2", expect = ACCEPTABLE, desc = "one now, one later, none lost")
    public static class TwoOffers {

        private final Line line = new Line();

        @Actor
        public void first() {
            line.connection.offer("a", new TestMessage());
        }

        @Actor
        public void second() {
            line.connection.offer("b", new TestMessage());
        }

        @Arbiter
        public void sent(III_Result result) {
            int atOnce = line.session.takeFrames().size();
            result.r1 = atOnce;
            result.r2 = line.connection.queued();
            result.r3 = atOnce + line.finish().size();
        }
    }

    /** A message comes in the very moment in which the pacer gives the turn back. */
    @JCStressTest
    @State
    @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "it leaves, now or in a later round, and does not wait for ever")
    public static class OfferAndTurnGivenBack {

        private final Line line = new Line();

        /** The first message has left, and its pause is over. */
        public OfferAndTurnGivenBack() {
            line.connection.offer("a", new TestMessage());
            line.now = PACE;
        }

        @Actor
        public void sender() {
            line.connection.offer("b", new TestMessage());
        }

        @Actor
        public void pacer() {
            line.pacer.beginRound(PACE);
        }

        @Arbiter
        public void sent(II_Result result) {
            result.r1 = line.finish().size();
            result.r2 = line.connection.queued();
        }
    }

    /** A send completes while the pacer comes round and another message comes: none overtakes it, none is lost. */
    @JCStressTest
    @State
    @Outcome(id = {"1, 2", "2, 2"}, expect = ACCEPTABLE, desc = "the second left after the first was complete")
    public static class CompletionAndTurn {

        private final Line line = new Line();

        /** The first message is on its way. */
        public CompletionAndTurn() {
            line.session.holdSends();
            line.connection.offer("a", new TestMessage());
            line.now = PACE;
        }

        @Actor
        public void network() {
            line.session.releaseSends();
        }

        @Actor
        public void sender() {
            line.connection.offer("b", new TestMessage());
        }

        @Actor
        public void pacer() {
            line.pacer.beginRound(PACE);
        }

        @Arbiter
        public void sent(II_Result result) {
            int first = line.session.takeFrames().size();
            result.r1 = first;
            result.r2 = first + line.finish().size();
        }
    }

    /** A message comes in the very moment in which the connection ends. */
    @JCStressTest
    @State
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "taken, and either it left or its sender is told")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "not taken")
    public static class OfferAndLeave {

        private final Line line = new Line();
        private final TestMessage message = new TestMessage();

        @Actor
        public void sender(II_Result result) {
            message.ask(1);
            if (line.connection.offer("a", message) == Delivery.TAKEN) {
                message.asked();
                result.r1 = 1;
            }
        }

        @Actor
        public void client() {
            line.subscribers.leave(line.connection);
        }

        @Arbiter
        public void sent(II_Result result) {
            result.r2 = message.arrivals() + message.told();
        }
    }
}
