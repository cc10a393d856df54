package org.signaling.delivery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** The results are: users online, connections counted, comings and goings told. What is not listed is forbidden. */
final class SubscribersStress {

    private SubscribersStress() {
    }

    private static void count(StressedSubscribers registry, III_Result result) {
        result.r1 = registry.users();
        result.r2 = registry.connections();
        result.r3 = registry.events();
    }

    /** One connection goes while another one of the same user comes. */
    @JCStressTest
    @State
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "the new one came first: nobody notices")
    @Outcome(id = "1, 1, 3", expect = ACCEPTABLE, desc = "the old one went first: offline, and online again")
    public static class JoinAndLeave {

        private final StressedSubscribers registry = new StressedSubscribers();
        private final Connection old = registry.join();

        @Actor
        public void leave() {
            registry.subscribers.leave(old);
        }

        @Actor
        public void join() {
            registry.join();
        }

        @Arbiter
        public void registry(III_Result result) {
            count(registry, result);
        }
    }

    /** The first two connections of a user at once. */
    @JCStressTest
    @State
    @Outcome(id = "1, 2, 1", expect = ACCEPTABLE, desc = "online once")
    public static class TwoJoins {

        private final StressedSubscribers registry = new StressedSubscribers();

        @Actor
        public void first() {
            registry.join();
        }

        @Actor
        public void second() {
            registry.join();
        }

        @Arbiter
        public void registry(III_Result result) {
            count(registry, result);
        }
    }

    /** Two want the last place. */
    @JCStressTest
    @State
    @Outcome(id = "1, 2, 1", expect = ACCEPTABLE, desc = "one got it")
    public static class LastPlace {

        private final StressedSubscribers registry = new StressedSubscribers();

        /** One place is taken. */
        public LastPlace() {
            registry.join();
        }

        @Actor
        public void first() {
            registry.join();
        }

        @Actor
        public void second() {
            registry.join();
        }

        @Arbiter
        public void registry(III_Result result) {
            count(registry, result);
        }
    }

    /** The server gives a connection up while its client closes it. */
    @JCStressTest
    @State
    @Outcome(id = "0, 0, 2", expect = ACCEPTABLE, desc = "offline once")
    public static class TwoLeavesOfOne {

        private final StressedSubscribers registry = new StressedSubscribers();
        private final Connection connection = registry.join();

        @Actor
        public void client() {
            registry.subscribers.leave(connection);
        }

        @Actor
        public void server() {
            registry.subscribers.leave(connection);
        }

        @Arbiter
        public void registry(III_Result result) {
            count(registry, result);
        }
    }

    /** Both connections of a user go at once. */
    @JCStressTest
    @State
    @Outcome(id = "0, 0, 2", expect = ACCEPTABLE, desc = "offline once")
    public static class TwoLeaves {

        private final StressedSubscribers registry = new StressedSubscribers();
        private final Connection first = registry.join();
        private final Connection second = registry.join();

        @Actor
        public void first() {
            registry.subscribers.leave(first);
        }

        @Actor
        public void second() {
            registry.subscribers.leave(second);
        }

        @Arbiter
        public void registry(III_Result result) {
            count(registry, result);
        }
    }
}
