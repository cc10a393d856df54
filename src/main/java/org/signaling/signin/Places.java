package org.signaling.signin;

import java.util.HashMap;
import java.util.Map;

/** A number of places of which one address gets only some, so that there are places for others. For all threads. */
final class Places {

    private final int most;
    private final int mostOfAddress;
    /** How many places each address has that has any; guarded by this, as is the next one. */
    private final Map<String, Integer> taken = new HashMap<>();
    private int all;

    /**
     * @param most how many there are
     * @param mostOfAddress how many one address may have
     */
    Places(int most, int mostOfAddress) {
        this.most = most;
        this.mostOfAddress = mostOfAddress;
    }

    /**
     * {@return whether there was a place; who took one gives it back}
     *
     * @param address whose; null for one that is not known, which is bounded only by all the places
     */
    synchronized boolean take(String address) {
        if (all == most || address != null && taken.getOrDefault(address, 0) == mostOfAddress) {
            return false;
        }
        all++;
        if (address != null) {
            taken.merge(address, 1, Integer::sum);
        }
        return true;
    }

    /**
     * Gives a place back.
     *
     * @param address whose it was; may be null
     */
    synchronized void giveBack(String address) {
        all--;
        if (address != null) {
            taken.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
        }
    }
}
