package org.signaling.delivery;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

/**
 * Where connections wait for lists and long batches while many are online: each has one place at most, and who came
 * first is served first. N users cost N lists of N users, so this is what a crowd makes slow, and nothing else: a
 * connection that waits here goes on with its messages meanwhile.
 *
 * <p>One thread at a time serves them, and rests twice as long as it worked, four times while users still come and go: a
 * third of a processor at most, and less where the machine is busy and the work takes longer. That is not all that lists
 * take, for what the network does not take at once the server writes later: so it rests sixteen times as long while
 * messages are late. How much may be under way is bounded by a {@link ListBudget}.
 *
 * <p>For all threads.
 */
final class ListQueue {

    private static final Logger LOG = System.getLogger(ListQueue.class.getName());
    /** How long the thread works in one go, in nanoseconds. */
    private static final long SLICE = TimeUnit.MILLISECONDS.toNanos(5);
    /** How many connections it serves in one go at most. */
    private static final int AT_ONCE = 256;
    private static final int REST = 2;
    private static final int REST_IN_A_RUSH = 4;
    private static final int REST_WHEN_LATE = 16;

    /** The place of one connection. */
    static final class Place {

        private final Connection connection;
        private final AtomicBoolean waiting = new AtomicBoolean();
        private final AtomicReference<ListBudget.Share> share = new AtomicReference<>();
        private volatile boolean used;

        /** @param connection whose it is; not null */
        Place(Connection connection) {
            this.connection = connection;
        }

        /** {@return whether it is the connection's turn to be sent a list; for the owner of the connection's turn} */
        boolean called() {
            return !used && share.get() != null;
        }

        /** {@return whether the connection neither waits nor has a list under way} */
        boolean free() {
            return !waiting.get() && share.get() == null;
        }

        /** A list leaves; for the owner of the connection's turn, who was called. */
        void leaves(int length) {
            ListBudget.Share mine = share.get();
            used = true;
            if (mine != null) {
                mine.use(length);
            }
        }

        /** Nothing is under way any more; for the owner of the connection's turn. */
        void left() {
            if (used) {
                used = false;
                giveBack();
            }
        }

        /** The list has left or will not, or there was nothing to send. */
        void giveBack() {
            ListBudget.Share mine = share.getAndSet(null);
            if (mine != null) {
                mine.giveBack();
            }
        }

        private void call(ListBudget.Share given) {
            used = false;
            share.set(given);
        }
    }

    private final Executor threads;
    private final LongSupplier clock;
    private final LongPredicate calm;
    private final LongPredicate late;
    private final ListBudget budget = new ListBudget();
    private final Queue<Place> places = new ConcurrentLinkedQueue<>();
    /** Connections that were called; their turn is held for them. */
    private final Queue<Connection> called = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean working = new AtomicBoolean();
    private volatile long restUntil;

    /**
     * @param threads runs what serves the connections; not null
     * @param clock nanoseconds; not null
     * @param calm whether nobody comes or goes at a time; not null
     * @param late whether messages wait too long at a time; not null
     */
    ListQueue(Executor threads, LongSupplier clock, LongPredicate calm, LongPredicate late) {
        this.threads = threads;
        this.clock = clock;
        this.calm = calm;
        this.late = late;
        this.restUntil = clock.getAsLong();
    }

    /** Has a connection wait, if it does not yet. */
    void join(Place place) {
        if (place.free() && place.waiting.compareAndSet(false, true)) {
            places.add(place);
            serve(clock.getAsLong());
        }
    }

    /** Sends to a connection that was called, on a thread that may take long; its turn goes to that thread. */
    void handOver(Connection connection) {
        called.add(connection);
        serve(clock.getAsLong());
    }

    /**
     * Has a thread begin, if there is something to do and it has rested long enough.
     *
     * @param now the time, in nanoseconds
     */
    void serve(long now) {
        boolean due = !called.isEmpty() || !places.isEmpty() && now - restUntil >= 0;
        if (due && working.compareAndSet(false, true)) {
            try {
                threads.execute(this::work);
            } catch (RuntimeException e) {
                // the server is stopping, or has no thread just now: the pacer comes here again, and must go on
                working.set(false);
            }
        }
    }

    private void work() {
        long begin = clock.getAsLong();
        boolean rested = begin - restUntil >= 0;
        int times = REST_IN_A_RUSH;
        try {
            times = late.test(begin) ? REST_WHEN_LATE : calm.test(begin) ? REST : REST_IN_A_RUSH;
            long now = begin;
            for (int i = 0; i < AT_ONCE && now - begin < SLICE && serveNext(now, rested); i++) {
                now = clock.getAsLong();
            }
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "sending lists failed", e);
        } finally {
            long end = clock.getAsLong();
            long rest = (end - begin) * times;
            restUntil = rested ? end + rest : restUntil + rest;
            working.set(false);
        }
        if (!called.isEmpty()) {
            serve(clock.getAsLong());
        }
    }

    /** Serves one connection; false if none can be served now. */
    private boolean serveNext(long now, boolean rested) {
        Connection holder = called.poll();
        if (holder != null) {
            holder.turn(true);
            return true;
        }
        Place first = rested ? places.peek() : null;
        // whoever asks for a list that is not new enough yet waits at the head: those behind asked later
        if (first == null || first.connection.isOpen() && !first.connection.listReady(now)) {
            return false;
        }
        ListBudget.Share share = budget.take(now);
        if (share == null) {
            return false;
        }
        places.poll();
        // in this order: who neither waits nor has a share may join again
        first.call(share);
        first.waiting.set(false);
        first.connection.called();
        return true;
    }

    /** {@return how many connections wait for a list, about} */
    int waiting() {
        return places.size();
    }

    /** {@return how many characters of lists are under way} */
    long underWay() {
        return budget.underWay();
    }
}
