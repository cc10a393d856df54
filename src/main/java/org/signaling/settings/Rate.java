package org.signaling.settings;

import java.time.Duration;

/**
 * How often something may happen: a token bucket, whose state is one number, the time at which it is full again. Each
 * taking moves that time on; while it is too far off, nothing may be taken. Immutable, for all threads.
 *
 * @param nanosForOne how long one token takes to come back
 * @param full how long all of them take
 */
public record Rate(long nanosForOne, long full) {

    /**
     * {@return the rate}
     *
     * @param number how often in the long run, at least 1
     * @param time in which time
     * @param burst how often at once after a rest
     */
    public static Rate of(int number, Duration time, int burst) {
        long nanosForOne = time.toNanos() / number;
        return new Rate(nanosForOne, burst * nanosForOne);
    }

    /**
     * {@return whether a token is left}
     *
     * @param fullAt the state: when the bucket is full again, in nanoseconds; in the past while it is
     * @param now the time, in nanoseconds
     */
    public boolean allows(long fullAt, long now) {
        return Math.max(fullAt - now, 0) + nanosForOne <= full;
    }

    /**
     * {@return the state after a token was taken, in nanoseconds}
     *
     * @param fullAt the state before
     * @param now the time, in nanoseconds
     */
    public long taken(long fullAt, long now) {
        return now + Math.max(fullAt - now, 0) + nanosForOne;
    }
}
