package org.signaling.limits;

import java.util.HashMap;
import java.util.Map;

/**
 * A bulkhead: a number of permits of which one key, say an address, gets only some, so that others get one too. For all
 * threads.
 */
public final class Bulkhead {

    private final int most;
    private final int mostOfKey;
    /** How many permits each key has that has any; guarded by this, as is the next one. */
    private final Map<Object, Integer> taken = new HashMap<>();
    private int all;

    /**
     * @param most how many permits there are; at least 1
     * @param mostOfKey how many one key may have; at least 1
     */
    public Bulkhead(int most, int mostOfKey) {
        this.most = most;
        this.mostOfKey = mostOfKey;
    }

    /**
     * Takes a permit, if one is left. Does not wait.
     *
     * @param key whose; null for one that is not known, which is bounded only by all the permits
     * @return whether there was one; the one who took it gives it back
     */
    public synchronized boolean tryAcquire(Object key) {
        if (all == most || key != null && taken.getOrDefault(key, 0) == mostOfKey) {
            return false;
        }
        all++;
        if (key != null) {
            taken.merge(key, 1, Integer::sum);
        }
        return true;
    }

    /**
     * Gives a permit back.
     *
     * @param key whose it was; may be null
     */
    public synchronized void release(Object key) {
        all--;
        if (key != null) {
            taken.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
        }
    }
}
