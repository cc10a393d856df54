package org.signaling.delivery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** An {@link Outbox} that several threads fill and empty; what is not listed as acceptable is forbidden. */
final class OutboxStress {

    private OutboxStress() {
    }

    private static int number(boolean taken) {
        return taken ? 1 : 0;
    }

    private static int number(String frame) {
        return frame == null ? 0 : frame.length();
    }

    /** Two senders, and room for one message. */
    @JCStressTest
    @State
    @Outcome(id = {"1, 0, 1", "0, 1, 1"}, expect = ACCEPTABLE, desc = "one of the two found room")
    public static class LastPlace {

        private final Outbox outbox = new Outbox(1, 1_000, new Histogram(1));

        @Actor
        public void first(III_Result result) {
            result.r1 = number(outbox.offer("a", 0));
        }

        @Actor
        public void second(III_Result result) {
            result.r2 = number(outbox.offer("b", 0));
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
            outbox.offer("a", 0);
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
            outbox.offer("12345", 0);
        }

        @Actor
        public void other() {
            outbox.offer("123", 0);
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
            outbox.offer("1", 3);
            result.r1 = number(outbox.offer("123456789", 3));
            result.r2 = number(outbox.offer("1", 3));
        }
    }
}
