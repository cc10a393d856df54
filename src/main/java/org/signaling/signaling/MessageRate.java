package org.signaling.signaling;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.signaling.settings.LimitSettings;
import org.signaling.settings.Rate;

/**
 * How fast one user may send, with all its connections together: a token bucket. It is full at first, each message takes
 * one token, and tokens come back evenly. Besides it knows how much the user sent lately, a sum that fades with time, so
 * that when the server has too much to do those who send most can be told from those who send a call's few messages. For
 * all threads; where several take at the same moment, the sum may let a few more pass.
 */
final class MessageRate {

    /** The time in which what was sent fades to a third, in seconds. */
    static final int MEMORY = 20;
    /** What has faded to less is as good as nothing. */
    private static final double NOTHING = 0.5;
    private static final double MILLIS = 1e3;
    private static final long NANOS_A_MILLI = 1_000_000;

    private final Rate rate;
    /** When the bucket is full again, in nanoseconds; in the past while it is full. */
    private final AtomicLong fullAt;
    /** What was sent lately, and when this was true: the bits of a float, then milliseconds that may overflow. */
    private final AtomicLong lately = new AtomicLong();

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
     * @param most how many messages a second a user may have sent lately; infinite if the bucket alone decides
     * @return whether there was one
     */
    boolean tryTake(long now, double most) {
        if (lately(now) >= most * MEMORY) {
            return false;
        }
        while (true) {
            long full = fullAt.get();
            if (!rate.allows(full, now)) {
                return false;
            }
            if (fullAt.compareAndSet(full, rate.taken(full, now))) {
                lately.set(Integer.toUnsignedLong(millis(now))
                        | (long) Float.floatToRawIntBits((float) lately(now) + 1) << Integer.SIZE);
                return true;
            }
        }
    }

    private double lately(long now) {
        long state = lately.get();
        float sum = Float.intBitsToFloat((int) (state >>> Integer.SIZE));
        return sum == 0 ? 0 : sum * Math.exp(-Math.max(millis(now) - (int) state, 0) / (MILLIS * MEMORY));
    }

    private static int millis(long now) {
        return (int) (now / NANOS_A_MILLI);
    }

    /**
     * {@return whether the user is like one who never sent anything}
     *
     * @param now the time, in nanoseconds
     */
    boolean full(long now) {
        return fullAt.get() - now <= 0 && lately(now) < NOTHING;
    }
}
