package org.signaling.handshake;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * The bulkhead between handshakes and those who are connected: as many handshakes are worked on at a time as there are
 * processors, the rest waits for its turn in the order in which it came, without a thread, and whoever finds no place or
 * waits for too long is told to come back. Without it the frames of open connections wait behind a crowd of handshakes, in
 * the one queue that a server has for both. For all threads; no lock is held while a handshake is worked on.
 */
final class HandshakeQueue implements Turn {

    /** How many may wait; a server keeps some 10 to 30 kB of each. */
    static final int MOST = 2_000;
    /** How long they may wait, in nanoseconds. */
    static final long LONGEST = TimeUnit.SECONDS.toNanos(10);

    /** A handshake that waits. */
    interface Waiting {

        /**
         * Has it go on, on another thread, which gives the turn back.
         *
         * @param inTime false if it waited for too long, there was no room, or the application is being taken down: then it
         *        is to be refused
         * @return false if it cannot, as when its client has gone: then it leaves the turn to the next one
         */
        boolean goOn(boolean inTime);
    }

    private record Place(Waiting waiting, long since) {
    }

    private final int most;
    private final LongSupplier clock;
    private final Queue<Place> places = new ArrayDeque<>(); // guarded by this
    private int free; // guarded by this
    private long lastMove; // guarded by this
    private boolean closed; // guarded by this
    private final LongAdder waited = new LongAdder();

    /** One turn for each processor. */
    HandshakeQueue() {
        this(Runtime.getRuntime().availableProcessors(), MOST, System::nanoTime);
    }

    /**
     * On a clock that a test drives.
     *
     * @param turns how many are worked on at a time
     * @param most how many may wait
     * @param clock the time, in nanoseconds
     */
    HandshakeQueue(int turns, int most, LongSupplier clock) {
        this.free = turns;
        this.most = most;
        this.clock = clock;
    }

    /** {@return whether it is a handshake's turn at once; who got it gives it back} */
    synchronized boolean tryTurn() {
        if (free <= 0 && isStuck()) {
            free++;
        }
        if (free <= 0 && !closed) {
            return false;
        }
        take();
        return true;
    }

    private void take() {
        free--;
        lastMove = clock.getAsLong();
    }

    /** Whether no turn has ended for so long that one must be lost, as when a server drops a request that waited. */
    private boolean isStuck() {
        return !places.isEmpty() && clock.getAsLong() - lastMove >= LONGEST;
    }

    /** {@return whether there is a place to wait; there may be none any more for who then comes to {@link #await}} */
    synchronized boolean hasRoom() {
        return places.size() < most;
    }

    /**
     * Has a handshake wait for its turn, which may come at once. Where there is no place, it is refused.
     *
     * @param waiting the handshake; not null
     */
    void await(Waiting waiting) {
        boolean inTime;
        synchronized (this) {
            inTime = free > 0 || closed;
            if (!inTime && places.size() < most) {
                places.add(new Place(waiting, clock.getAsLong()));
                waited.increment();
                return;
            }
            take();
        }
        if (!waiting.goOn(inTime)) {
            giveBack();
        }
    }

    @Override
    public synchronized void takeAgain() {
        free--;
    }

    @Override
    public void giveBack() {
        Place next;
        do {
            next = nextTurn();
        } while (next != null && !next.waiting().goOn(clock.getAsLong() - next.since() < LONGEST));
    }

    /** Who has the turn now; null if nobody has, as more turns than there are may have been taken again. */
    private synchronized Place nextTurn() {
        Place next = free < 0 ? null : places.poll();
        free += next == null ? 1 : 0;
        lastMove = clock.getAsLong();
        return next;
    }

    /** {@return how many wait} */
    synchronized int waiting() {
        return places.size();
    }

    /** {@return how many have waited, or do} */
    long waited() {
        return waited.sum();
    }

    /** Refuses all who wait; from now on nobody does. */
    void close() {
        List<Place> rest;
        synchronized (this) {
            closed = true;
            rest = new ArrayList<>(places);
            places.clear();
            free -= rest.size();
        }
        // what nobody has needed yet cannot be loaded any more: Open Liberty deletes the WAR first
        if (!rest.isEmpty()) {
            rest.stream().filter(place -> !place.waiting().goOn(false)).forEach(place -> giveBack());
        }
    }
}
