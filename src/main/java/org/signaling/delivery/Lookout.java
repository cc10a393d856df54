package org.signaling.delivery;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * When the pacer is to look at which connection: a wheel of slots of 100 ms, over less than a minute. A connection of which
 * nothing is due for longer is looked at once more on the way. So a quiet connection is not touched for most of the time,
 * which is what many quiet ones would cost: their memory is in no cache.
 *
 * <p>{@link #soon}: all threads. {@link #serve}: one thread at a time.
 */
final class Lookout {

    /** How soon "soon" is, in nanoseconds. */
    static final long SOON = TimeUnit.SECONDS.toNanos(1);
    private static final long SLOT = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int SLOTS = 512;
    /** How many connections are looked at in one go at most, so that none lasts long; the rest comes next. */
    private static final int AT_ONCE = 256;

    /** The place of one connection. It lets go of the connection when that is closed, and is found empty later. */
    static final class Look {
        private volatile Connection connection;
        private final AtomicBoolean asked = new AtomicBoolean();
        /** The slot that counts; in others it is left over from before. */
        private long slot = Long.MAX_VALUE;

        /** @param connection whose place it is; not null */
        Look(Connection connection) {
            this.connection = connection;
        }

        /** The connection is closed: nobody looks at it any more. */
        void end() {
            connection = null;
        }
    }

    private final Consumer<RuntimeException> failures;
    private final Queue<Look> asked = new ConcurrentLinkedQueue<>();
    private final Queue<Look>[] wheel;
    private final long start;
    /** The number of the first slot that is not served yet. */
    private long next;

    /**
     * @param now the time, in nanoseconds
     * @param failures is told where looking at a connection failed; it is looked at again, and so are all others
     */
    @SuppressWarnings({"unchecked", "rawtypes"}) // there are no arrays of generic types
    Lookout(long now, Consumer<RuntimeException> failures) {
        this.failures = failures;
        start = now;
        wheel = IntStream.range(0, SLOTS).mapToObj(i -> new ArrayDeque<Look>()).toArray(Queue[]::new);
    }

    /**
     * Has a connection looked at in a second, if it would be later otherwise.
     *
     * @param look its place; not null
     */
    void soon(Look look) {
        if (look.asked.compareAndSet(false, true)) {
            asked.add(look);
        }
    }

    /**
     * Looks at those that are due.
     *
     * @param now the time, in nanoseconds
     */
    void serve(long now) {
        for (Look look = asked.poll(); look != null; look = asked.poll()) {
            look.asked.set(false);
            long slot = slot(now + SOON);
            if (slot < look.slot) {
                place(look, slot);
            }
        }
        long last = (now - start) / SLOT;
        for (int looks = 0; next <= last && looks < AT_ONCE;) {
            Look look = slotOf(next).poll();
            if (look == null) {
                next++;
            } else if (look.slot == next) {
                lookAt(look, now);
                looks++;
            }
        }
    }

    private void lookAt(Look look, long now) {
        Connection connection = look.connection;
        if (connection == null) {
            return;
        }
        long again = now + SOON;
        try {
            again = connection.check(now);
        } catch (RuntimeException e) {
            failures.accept(e);
        }
        place(look, slot(again));
    }

    /** The slot that begins at a time, or after it; the last one there is, if that is sooner. */
    private long slot(long time) {
        long slot = (time - start + SLOT - 1) / SLOT;
        return Math.min(Math.max(slot, next + 1), next + SLOTS - 1);
    }

    private void place(Look look, long slot) {
        look.slot = slot;
        slotOf(slot).add(look);
    }

    private Queue<Look> slotOf(long number) {
        return wheel[(int) (number % SLOTS)];
    }
}
