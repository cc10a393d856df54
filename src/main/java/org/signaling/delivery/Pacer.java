package org.signaling.delivery;

import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Sees to it that a connection gets at most one message each 100 ms. The only file with a scheduler.
 *
 * <p>One periodic task; nothing is scheduled for a message, a ping or a timeout of a single connection. Every busy
 * connection waits in one queue, and because all wait equally long, the queue is in the order in which they are due: a
 * round looks at those that are due and at no other. So the cost grows with the traffic, not with the users.
 *
 * <p>The same task tells idle connections of presence, some each round, and has every connection see to its pings and
 * its token when they are due.
 *
 * <p><b>Helping.</b> Where there is more to do than processors can, the scheduler's one thread gets what is left over by all
 * those that read, which may be a fiftieth: then messages are read that nobody sends. So a thread that has taken a message
 * serves two of the connections that are overdue.
 *
 * <p>{@link #comeBack}, {@link #checkSoon}, {@link #help}, {@link #late} and {@link #now}: all threads. The rounds: the
 * scheduler's thread, one at a time.
 */
public final class Pacer {

    /** The least time between two messages to one connection, in nanoseconds. */
    static final long PACE = TimeUnit.MILLISECONDS.toNanos(100);
    /** How often a round begins. */
    private static final long ROUND = TimeUnit.MILLISECONDS.toNanos(10);
    /** Connections due within this time are served together; so late is not late. */
    private static final long GRAIN = TimeUnit.MILLISECONDS.toNanos(1);
    /** How many rounds one run of the task makes, before the scheduler's thread is free for others. */
    private static final int ROUNDS_A_RUN = 5;
    /**
     * The time between two runs. On WildFly two that meet leave the application's context on the scheduler's threads, and
     * with it the classes of every deployment that ever was; so it is counted from the end of the last one.
     */
    private static final long BREAK = 2 * GRAIN;
    /** How many idle connections are told of presence in one round at most, so that no round lasts long. */
    private static final int PRESENCE_A_ROUND = 256;
    /** How many times as long as it took a sweep that tells of presence is followed by a pause, if the pacer is late. */
    private static final int REST_WHEN_LATE = 8;
    /**
     * So long at most those who are due are served before all else gets its time again: after 10 ms each it would take
     * half of the processor where there is too little of it.
     */
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(1);
    /** When the pacer is later than this, threads that take messages help it. */
    static final long HELP = TimeUnit.MILLISECONDS.toNanos(50);
    /** How many connections one message has served: it brings work for two, its own turn and the end of that. */
    private static final int HELPED = 2;
    /** Whatever is longer than this between two rounds is time in which the server did not keep up. */
    private static final long MOST_KEPT = TimeUnit.MILLISECONDS.toNanos(100);
    /** While the server is behind, deadlines of clients are so many times as long: their answers wait unread. */
    static final int BEHIND = 8;

    private static final Logger LOG = System.getLogger(Pacer.class.getName());

    private final LongSupplier clock;
    private final ConcurrentLinkedQueue<Connection> busy = new ConcurrentLinkedQueue<>();
    private final Histogram waits = new Histogram(1, 10, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000);
    private final Histogram lateness = new Histogram(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000);
    private ScheduledFuture<?> task;
    private volatile boolean stopped;
    private volatile long lastRound;
    private volatile long kept;
    private final Heartbeat.Answers answers;
    private volatile Drain drain;
    private BooleanSupplier behind = () -> false;

    private final List<LongConsumer> alsoEachRound = new CopyOnWriteArrayList<>();
    private Connections connections;
    private Iterator<Connection> presenceSweep = Collections.emptyIterator();
    private long sweptVersion;
    private long sweepFrom;
    private final Lookout lookout;
    private final AtomicBoolean failureLogged = new AtomicBoolean();

    /** All open connections, as the registry of subscribers shows them to the pacer. */
    interface Connections extends Iterable<Connection> {

        /** {@return how many there are, about} */
        int size();

        /**
         * {@return the number of the last presence event to tell of}
         *
         * @param now the time, in nanoseconds
         */
        long presenceTold(long now);
    }

    /** On the system's clock. */
    Pacer() {
        this(System::nanoTime);
    }

    /**
     * On a clock that a test drives.
     *
     * @param clock nanoseconds; never goes back
     */
    Pacer(LongSupplier clock) {
        this.clock = clock;
        this.lastRound = now();
        this.sweepFrom = lastRound;
        this.kept = lastRound;
        this.answers = new Heartbeat.Answers(lastRound);
        this.lookout = new Lookout(lastRound, e -> failed("looking after a connection", e));
    }

    /**
     * Sets what the rounds look at.
     *
     * @param all the open connections; iterating over it must be allowed while it changes
     */
    void watch(Connections all) {
        connections = all;
        lastRound = now();
    }

    /**
     * Sets how it is known whether the server is behind with what clients send.
     *
     * @param unread whether that waits too long to be read; not null
     */
    void behindWhile(BooleanSupplier unread) {
        behind = unread;
    }

    /**
     * Has each round do something more.
     *
     * @param task what, briefly; it is told the time, in nanoseconds; not null
     */
    void eachRound(LongConsumer task) {
        alsoEachRound.add(task);
    }

    /**
     * Has a connection checked in a second, if it would be later otherwise, and whenever it says from then on.
     *
     * @param look its place; not null
     */
    void checkSoon(Lookout.Look look) {
        lookout.soon(look);
    }

    /**
     * Begins the rounds, once.
     *
     * @param scheduler runs them
     */
    void start(ManagedScheduledExecutorService scheduler) {
        task = scheduler.scheduleWithFixedDelay(this::run, BREAK, BREAK, TimeUnit.NANOSECONDS);
    }

    /** Ends the rounds; the one that is under way does so within its 10 ms. */
    void stop() {
        stopped = true;
        if (task != null) {
            task.cancel(false);
        }
    }

    /**
     * Closes all open connections, evenly spread over a time, in place of a drain that may be running.
     *
     * @param time how long to take; zero for at once
     */
    void drain(Duration time) {
        drain = new Drain(connections, time, now());
    }

    /** Closes no more connections; those that are closed stay closed. */
    void cancelDrain() {
        drain = null;
    }

    /** {@return how long ago the last round began; never null} */
    Duration silence() {
        return Duration.ofNanos(now() - lastRound);
    }

    /** {@return how long signaling messages waited until they left; never null} */
    Histogram waits() {
        return waits;
    }

    /** {@return how much later than it was due the first connection was served, each time some were; never null} */
    Histogram lateness() {
        return lateness;
    }

    /** {@return the time, in nanoseconds; only differences mean anything} */
    long now() {
        return clock.getAsLong();
    }

    /**
     * {@return the time that this server has kept up, in nanoseconds; only differences mean anything} It stands still while
     * no round begins, and goes slowly while the server is behind, so that a deadline on it is no shorter for clients because
     * the server was busy or stopped.
     */
    long kept() {
        return kept;
    }

    /** {@return which pings were answered; never null} */
    Heartbeat.Answers answers() {
        return answers;
    }

    /**
     * Notes that something failed for one connection; the first time it is logged.
     *
     * @param what what was done
     * @param e how it failed
     */
    void failed(String what, Throwable e) {
        if (failureLogged.compareAndSet(false, true)) {
            LOG.log(Level.ERROR, what + " failed; further failures are not logged", e);
        }
    }

    /**
     * Takes the turn of a connection that has just sent, and gives it back when it is due: 100 ms after it was due last
     * if it kept to that, else 100 ms from now.
     *
     * @param connection whose turn it is; not null
     * @param now the time, in nanoseconds
     */
    void comeBack(Connection connection, long now) {
        long late = now - connection.due();
        connection.due(late >= 0 && late <= GRAIN ? connection.due() + PACE : now + PACE);
        busy.add(connection);
    }

    /** One run of the task: some rounds, one after another. */
    private void run() {
        try {
            for (int i = 0; i < ROUNDS_A_RUN && mayGoOn(); i++) {
                round();
            }
        } catch (RuntimeException | Error e) {
            // a periodic task that throws never runs again, and a moment without memory is not to end everybody's messages
            failed("a round of the pacer", e);
        }
    }

    /** One round: presence and checks, and whoever is due until it ends, served to the millisecond. */
    private void round() {
        long end = now() + ROUND;
        long wait = beginRound(now());
        for (long left = end - now(); left > 0 && mayGoOn(); left = end - now()) {
            LockSupport.parkNanos(Math.min(left, Math.max(wait, GRAIN)));
            wait = serveDue(now());
        }
    }

    private boolean mayGoOn() {
        return !stopped && !Thread.currentThread().isInterrupted();
    }

    /**
     * What a round does at once.
     *
     * @param now the time, in nanoseconds
     * @return how long until the next connection is due; a whole round if none waits
     */
    long beginRound(long now) {
        long passed = Math.min(now - lastRound, MOST_KEPT);
        kept += behind.getAsBoolean() ? passed / BEHIND : passed;
        lastRound = now;
        Drain running = drain;
        if (running != null) {
            running.closeDue(now);
        }
        tellPresence(now);
        lookout.serve(now);
        alsoEachRound.forEach(task -> run(task, now));
        return serveDue(now());
    }

    /**
     * {@return how long the first connection that waits has been due, in nanoseconds; negative if none is}
     *
     * @param now the time, in nanoseconds
     */
    long late(long now) {
        Connection first = busy.peek();
        return first == null ? -ROUND : now - first.due();
    }

    /** Serves some connections, if they are overdue. */
    void help() {
        long now = now();
        for (int i = 0; i < HELPED && late(now) > HELP; i++) {
            Connection next = takeDue(now);
            if (next != null) {
                next.turn(false);
            }
        }
    }

    /** The first that is due, and with it its turn; null if none is. */
    private Connection takeDue(long now) {
        Connection next = late(now) < 0 ? null : busy.poll();
        if (next != null && next.due() - now > 0) {
            // another thread took the one that was due; this one rather comes too late than too early
            busy.add(next);
            return null;
        }
        return next;
    }

    /** Connections are served whatever else fails. */
    private void run(LongConsumer task, long now) {
        try {
            task.accept(now);
        } catch (RuntimeException e) {
            failed("a task of a round", e);
        }
    }

    /**
     * Serves the connections that are due, for a while at most.
     *
     * @param now the time, in nanoseconds
     * @return how long until the next one is due; a whole round if none waits
     */
    private long serveDue(long now) {
        long late = late(now);
        if (late >= 0) {
            // who is first in the queue waits longest
            lateness.record(late);
        }
        for (Connection next = takeDue(now); next != null; next = now() - now < LONGEST ? takeDue(now) : null) {
            next.turn(false);
        }
        return -late(now);
    }

    /** Wakes idle connections after presence events; busy ones come to it in their turn. */
    private void tellPresence(long now) {
        long told = connections.presenceTold(now);
        if (now - sweepFrom < 0) {
            return;
        }
        if (!presenceSweep.hasNext() && sweptVersion != told) {
            sweptVersion = told;
            presenceSweep = connections.iterator();
        }
        for (int i = 0; i < PRESENCE_A_ROUND && presenceSweep.hasNext(); i++) {
            presenceSweep.next().wake();
        }
        long end = now();
        // where the machine is slow, batches are fewer and tell more
        sweepFrom = end + (end - now) * (late(end) > HELP ? REST_WHEN_LATE : 1);
    }
}
