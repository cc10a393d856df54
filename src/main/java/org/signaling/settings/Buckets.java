package org.signaling.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * One token bucket for each key, say each user: how often something may happen to each. A key is forgotten when its bucket
 * is full again, which changes nothing; of more keys than there may be, the one that took least lately. For all threads;
 * the lock guards a few map operations.
 *
 * @param <K> what has a bucket of its own; with {@code equals} and {@code hashCode}
 */
public final class Buckets<K> {

    private final Rate rate;
    private final int most;
    private final LongSupplier clock;
    /** When each bucket is full again, in nanoseconds; the least lately used first. */
    private final Map<K, Long> fullAt = new LinkedHashMap<>(); // guarded by this

    /**
     * @param rate how often something may happen to one; not null
     * @param most how many keys are known at most; at least 1
     * @param clock nanoseconds; never goes back
     */
    public Buckets(Rate rate, int most, LongSupplier clock) {
        this.rate = rate;
        this.most = most;
        this.clock = clock;
    }

    /**
     * {@return whether a token is left}
     *
     * @param key whose; not null
     */
    public synchronized boolean allows(K key) {
        Long full = fullAt.get(key);
        return full == null || rate.allows(full, clock.getAsLong());
    }

    /**
     * Takes a token, whether or not one is left.
     *
     * @param key whose; not null
     */
    public synchronized void take(K key) {
        long now = clock.getAsLong();
        Long before = fullAt.remove(key);
        fullAt.put(key, rate.taken(before == null ? now : before, now));
        var eldest = fullAt.values().iterator();
        while (eldest.hasNext() && (eldest.next() - now <= 0 || fullAt.size() > most)) {
            eldest.remove();
        }
    }

    /**
     * Takes a token if one is left.
     *
     * @param key whose; not null
     * @return whether one was
     */
    public synchronized boolean tryTake(K key) {
        boolean left = allows(key);
        if (left) {
            take(key);
        }
        return left;
    }

    /** {@return how many keys are known} */
    public synchronized int size() {
        return fullAt.size();
    }
}
