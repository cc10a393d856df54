package org.signaling.signaling;

import java.util.concurrent.TimeUnit;
import org.signaling.settings.LimitSettings;

/**
 * How fast one connection may send: a token bucket. It is full at first, each message takes one token, and tokens come
 * back evenly. For one connection, whose messages come one after the other.
 */
final class MessageRate {

    private final long nanosForOne;
    private final long full;
    /** When the bucket is full again, in nanoseconds; in the past while it is full. */
    private long fullAt;

    /**
     * @param limits how fast, and how many at once; not null
     * @param now the time, in nanoseconds
     */
    MessageRate(LimitSettings limits, long now) {
        nanosForOne = TimeUnit.SECONDS.toNanos(1) / limits.messagesPerSecond();
        full = limits.messageBurst() * nanosForOne;
        fullAt = now;
    }

    /**
     * Takes one token.
     *
     * @param now the time, in nanoseconds
     * @return whether there was one
     */
    boolean tryTake(long now) {
        long start = Math.max(fullAt - now, 0);
        if (start + nanosForOne > full) {
            return false;
        }
        fullAt = now + start + nanosForOne;
        return true;
    }
}
