package org.signaling.delivery;

import java.util.concurrent.TimeUnit;

/** A message of a client that has begun and is not whole: the rest of it has its time. For all threads. */
final class Arrival {

    /** How long a message may take from its first byte to its last, in nanoseconds. */
    static final long TIME = TimeUnit.SECONDS.toNanos(8);

    private static final long NONE = Long.MIN_VALUE;

    /** When it began, in nanoseconds. */
    private volatile long began = NONE;

    /**
     * Notes that it has begun.
     *
     * @param now the time, in nanoseconds
     * @return whether none had
     */
    boolean begin(long now) {
        boolean first = began == NONE;
        if (first) {
            began = now;
        }
        return first;
    }

    /** Notes that it is whole. */
    void end() {
        if (began != NONE) {
            began = NONE;
        }
    }

    /** {@return whether one is under way, however long} */
    boolean underWay() {
        return began != NONE;
    }

    /**
     * {@return whether it has taken too long}
     *
     * @param now the time, in nanoseconds
     */
    boolean late(long now) {
        long start = began;
        return start != NONE && now - start >= TIME;
    }
}
