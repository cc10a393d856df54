package org.signaling.delivery;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts durations in fixed buckets, without a lock and without an object for each. For all threads; who reads while
 * others count may see a duration in its bucket that is not yet in the sum.
 */
public final class Histogram {

    private static final double NANOS = 1e9;

    private final long[] bounds;
    private final LongAdder[] buckets;
    private final LongAdder nanos = new LongAdder();

    /**
     * @param millis the buckets' upper bounds, inclusive, in milliseconds and ascending; one bucket more takes the rest
     */
    Histogram(long... millis) {
        bounds = new long[millis.length];
        buckets = new LongAdder[millis.length + 1];
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = new LongAdder();
            if (i < bounds.length) {
                bounds[i] = millis[i] * 1_000_000;
            }
        }
    }

    /**
     * Counts a duration.
     *
     * @param duration in nanoseconds; a negative one counts as none
     */
    void record(long duration) {
        int bucket = 0;
        while (bucket < bounds.length && duration > bounds[bucket]) {
            bucket++;
        }
        buckets[bucket].increment();
        nanos.add(Math.max(duration, 0));
    }

    /** {@return the upper bounds of the buckets, in seconds; the last is infinite; never null} */
    public List<Double> bounds() {
        Double[] seconds = new Double[buckets.length];
        for (int i = 0; i < seconds.length; i++) {
            seconds[i] = i < bounds.length ? bounds[i] / NANOS : Double.POSITIVE_INFINITY;
        }
        return List.of(seconds);
    }

    /** {@return how many durations fell into each bucket, those of the smaller buckets not counted in; never null} */
    public List<Long> counts() {
        Long[] counts = new Long[buckets.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = buckets[i].sum();
        }
        return List.of(counts);
    }

    /** {@return all durations together, in seconds} */
    public double sum() {
        return nanos.sum() / NANOS;
    }
}
