package org.signaling.delivery;

import java.util.concurrent.TimeUnit;

/** A message of a client that has begun and is not whole: the rest of it has its time. For all threads. */
final class Arrival {

    /** How long a message may take from its first byte to its last, in nanoseconds. */
    static final long TIME = TimeUnit.SECONDS.toNanos(8);

    private static final long NONE = Long.MIN_VALUE;

    /** When it began, in nanoseconds that the server has kept up. */
    private volatile long began = NONE;

    /**
     * Notes that it has begun.
     *
     * @param kept the time that the server has kept up, in nanoseconds: what has come may wait unread
     * @return whether none had
     */
    boolean begin(long kept) {
        boolean first = began == NONE;
        if (first) {
            began = kept;
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
     * @param kept the time that the server has kept up, in nanoseconds
     */
    boolean late(long kept) {
        long start = began;
        return start != NONE && kept - start >= TIME;
    }
}
