package org.signaling.delivery;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * How many characters of lists and long batches may be under way to all connections at the same time: what the network
 * has not taken yet is memory. A client that is slow to take its list does not keep the others waiting: after some
 * seconds the list counts on an account of its own, as long as that has room. For all threads; no lock is held for more
 * than a few steps.
 */
final class ListBudget {

    /** How many characters may be under way. */
    static final long MOST = 32L << 20;
    /** How many more may be under way to slow clients. */
    static final long MOST_SLOW = 64L << 20;
    /** From when on a client is slow, in nanoseconds. */
    static final long SLOW = TimeUnit.SECONDS.toNanos(5);

    private final Set<Share> shares = new LinkedHashSet<>(); // guarded by this, the oldest first
    private long underWay; // guarded by this
    private long slow; // guarded by this
    private int expected; // guarded by this

    /** What one connection has of it, until it gives it back. */
    final class Share {
        private final long since;
        private int characters;

        private Share(int characters, long since) {
            this.characters = characters;
            this.since = since;
        }

        /** The frame is there, and so long. */
        void use(int length) {
            synchronized (ListBudget.this) {
                if (shares.contains(this)) {
                    underWay += length - characters;
                    characters = length;
                    expected = length;
                }
            }
        }

        /** The frame has left, or never will; only the first call counts. */
        void giveBack() {
            synchronized (ListBudget.this) {
                if (shares.remove(this)) {
                    underWay -= characters;
                } else if (characters > 0) {
                    slow -= characters;
                }
                characters = 0;
            }
        }
    }

    /**
     * Takes a share for a frame that is about as long as the last one.
     *
     * @param now the time, in nanoseconds
     * @return the share; null if there is no room
     */
    synchronized Share take(long now) {
        for (Iterator<Share> oldest = shares.iterator(); oldest.hasNext();) {
            Share share = oldest.next();
            if (now - share.since < SLOW || slow + share.characters > MOST_SLOW) {
                break;
            }
            oldest.remove();
            underWay -= share.characters;
            slow += share.characters;
        }
        if (!shares.isEmpty() && underWay + expected > MOST) {
            return null;
        }
        Share share = new Share(expected, now);
        shares.add(share);
        underWay += expected;
        return share;
    }

    /** {@return how many characters are under way, to slow clients too} */
    synchronized long underWay() {
        return underWay + slow;
    }
}
