package org.signaling.delivery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.signaling.message.Delivery;
import org.signaling.testing.TestMessage;

/** An {@link Outbox} that several threads fill and empty; what is not listed as acceptable is forbidden. */
final class OutboxStress {

    private OutboxStress() {
    }

    private static int number(Delivery delivery) {
        return delivery == Delivery.TAKEN ? 1 : 0;
    }

    private static int number(Outbox.Waiting waiting) {
        return waiting == null ? 0 : waiting.frame().length();
    }

    /** Two senders, and room for one message. */
    @JCStressTest
    @State
    @Outcome(id = {"1, 0, 1", "0, 1, 1"}, expect = ACCEPTABLE, desc = "one of the two found room")
    public static class LastPlace {

        private final Outbox outbox = new Outbox(1, 1_000, new Histogram(1));

        @Actor
        public void first(III_Result result) {
            result.r1 = number(outbox.offer("a", new TestMessage(), 0));
        }

        @Actor
        public void second(III_Result result) {
            result.r2 = number(outbox.offer("b", new TestMessage(), 0));
        }

        @Arbiter
        public void left(III_Result result) {
            result.r3 = outbox.size();
        }
    }

    /** A sender, and the turn's owner: a message leaves once. */
    @JCStressTest
    @State
    @Outcome(id = {"1, 0", "0, 1"}, expect = ACCEPTABLE, desc = "taken now or later, once")
    public static class OfferAndPoll {

        private final Outbox outbox = new Outbox(1, 1_000, new Histogram(1));

        @Actor
        public void sender() {
            outbox.offer("a", new TestMessage(), 0);
        }

        @Actor
        public void owner(II_Result result) {
            result.r1 = number(outbox.poll(1));
        }

        @Arbiter
        public void left(II_Result result) {
            result.r2 = number(outbox.poll(2));
        }
    }

    /** The characters that wait are counted exactly: after all of it there is room for as much as ever. */
    @JCStressTest
    @State
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "all the room is back")
    public static class Characters {

        private final Outbox outbox = new Outbox(3, 10, new Histogram(1));

        @Actor
        public void sender() {
            outbox.offer("12345", new TestMessage(), 0);
        }

        @Actor
        public void other() {
            outbox.offer("123", new TestMessage(), 0);
        }

        @Actor
        public void owner() {
            outbox.poll(1);
        }

        @Arbiter
        public void room(II_Result result) {
            while (outbox.poll(2) != null) {
                // empty it
            }
            outbox.offer("1", new TestMessage(), 3);
            result.r1 = number(outbox.offer("123456789", new TestMessage(), 3));
            result.r2 = number(outbox.offer("1", new TestMessage(), 3));
        }
    }

    /** A message comes in the very moment in which the connection ends: it is not taken, or it comes back. */
    @JCStressTest
    @State
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "taken, and given up")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "not taken")
    public static class OfferAndEnd {

        private final Outbox outbox = new Outbox(3, 1_000, new Histogram(1));

        @Actor
        public void sender(II_Result result) {
            result.r1 = number(outbox.offer("a", new TestMessage(), 0));
        }

        @Actor
        public void end(II_Result result) {
            result.r2 = outbox.end().size();
        }

        @Arbiter
        public void nothingStays(II_Result result) {
            result.r2 += outbox.size() + number(outbox.poll(1));
        }
    }
}
