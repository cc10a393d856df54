package org.signaling.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A network in memory between nodes that a test starts, cuts and heals. A cut alone is silence: packets wait. Who is
 * there changes when the test says so, as a failure detector would. For all threads.
 */
final class TestNetwork {

    private final Map<Node, TestChannel> channels = new ConcurrentHashMap<>();
    private final Set<String> cuts = ConcurrentHashMap.newKeySet();
    private final Map<String, Set<Node>> views = new ConcurrentHashMap<>();
    private int number;

    /** A channel for a node that is not connected yet. */
    TestChannel channel(String name) {
        return new TestChannel(new Node(name + "-" + ++number, name));
    }

    /** All who are connected see each other. */
    void meet() {
        see(channels.keySet(), Set.of());
    }

    /** All who are connected see each other; those named were apart from the others before. */
    void merge(TestChannel... apart) {
        Set<Node> strangers = new HashSet<>();
        for (TestChannel channel : apart) {
            strangers.add(channel.self);
        }
        for (TestChannel channel : channels.values()) {
            Set<Node> others = new HashSet<>(channels.keySet());
            others.removeIf(node -> strangers.contains(node) == strangers.contains(channel.self));
            channel.listener.view("view " + ++number, Set.copyOf(channels.keySet()), others);
        }
    }

    private void see(Set<Node> who, Set<Node> apart) {
        for (Node node : who) {
            channels.get(node).listener.view("view " + ++number, Set.copyOf(who), apart);
        }
    }

    /** These see each other and nobody else. */
    void only(TestChannel... group) {
        Set<Node> who = new HashSet<>();
        for (TestChannel channel : group) {
            who.add(channel.self);
        }
        see(who, Set.of());
    }

    /** Nothing passes in one direction until it is healed. */
    void cut(TestChannel from, TestChannel to) {
        cuts.add(from.self.id() + ">" + to.self.id());
    }

    /** Everything passes again; what waited comes first, in its order. */
    void heal() {
        channels.values().forEach(TestChannel::heal);
        cuts.clear();
    }

    /** One node's end of the network. */
    final class TestChannel implements Channel {
        private final Node self;
        private Listener listener;
        private boolean losing;
        private Throwable failure;
        private int failures;
        private final List<Runnable> held = new ArrayList<>();

        TestChannel(Node self) {
            this.self = self;
        }

        @Override
        public Node connect(Listener theListener) {
            listener = theListener;
            channels.put(self, this);
            return self;
        }

        @Override
        public synchronized void send(Node to, byte[] bytes) {
            failIfToldSo();
            TestChannel target = channels.get(to);
            if (target == null || losing) {
                return;
            }
            if (cuts.contains(self.id() + ">" + to.id())) {
                held.add(() -> send(to, bytes));
            } else {
                target.listener.received(self, bytes);
            }
        }

        private void failIfToldSo() {
            failures += failure == null ? 0 : 1;
            if (failure instanceof RuntimeException exception) {
                throw exception;
            } else if (failure instanceof Error error) {
                throw error;
            }
        }

        /** Throws this each time something is sent; null for nothing. */
        synchronized void fail(Throwable how) {
            failure = how;
        }

        /** How often something was thrown. */
        synchronized int failures() {
            return failures;
        }

        Node node() {
            return self;
        }

        /** Loses what is sent from now on, or no longer. */
        synchronized void lose(boolean lost) {
            losing = lost;
        }

        /** Loses what waits for a cut to be healed. */
        synchronized void drop() {
            held.clear();
        }

        /** Under the lock of those who send: nothing that is sent meanwhile comes before what waited. */
        private synchronized void heal() {
            cuts.removeIf(cut -> cut.startsWith(self.id() + ">"));
            List<Runnable> waiting = List.copyOf(held);
            held.clear();
            waiting.forEach(Runnable::run);
        }

        @Override
        public void close() {
            channels.remove(self);
        }
    }
}
