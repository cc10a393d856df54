package org.signaling.signaling;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.signaling.settings.LimitSettings;
import org.signaling.settings.Rate;

/**
 * How fast one user may send, with all its connections together: a token bucket. It is full at first, each message takes
 * one token, and tokens come back evenly. For all threads.
 */
final class MessageRate {

    private final Rate rate;
    /** When the bucket is full again, in nanoseconds; in the past while it is full. */
    private final AtomicLong fullAt;

    /**
     * @param limits how fast, and how many at once; not null
     * @param now the time, in nanoseconds
     */
    MessageRate(LimitSettings limits, long now) {
        rate = Rate.of(limits.messagesPerSecond(), Duration.ofSeconds(1), limits.messageBurst());
        fullAt = new AtomicLong(now);
    }

    /**
     * Takes one token.
     *
     * @param now the time, in nanoseconds
     * @return whether there was one
     */
    boolean tryTake(long now) {
        while (true) {
            long full = fullAt.get();
            if (!rate.allows(full, now)) {
                return false;
            }
            if (fullAt.compareAndSet(full, rate.taken(full, now))) {
                return true;
            }
        }
    }

    /**
     * {@return whether nothing is missing in the bucket, so that it is like a new one}
     *
     * @param now the time, in nanoseconds
     */
    boolean full(long now) {
        return fullAt.get() - now <= 0;
    }
}
