package org.signaling.cluster;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Nanoseconds that only a test lets pass. For all threads. */
final class TestTime implements LongSupplier {

    private volatile long now = 1_000_000_000L;

    void pass(Duration time) {
        now += time.toNanos();
    }

    @Override
    public long getAsLong() {
        return now;
    }
}
