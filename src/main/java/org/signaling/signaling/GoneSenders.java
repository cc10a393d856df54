package org.signaling.signaling;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.signaling.message.UserId;

/**
 * How fast users who have no connection any more may send when they are back. Each is forgotten when its bucket is full
 * again, which changes nothing; of more than {@value #MOST} the one that left first. For all threads; the lock guards a
 * few map operations.
 */
final class GoneSenders {

    /** How many users are remembered at most. */
    static final int MOST = 50_000;

    /** Who left first comes first. */
    private final Map<UserId, MessageRate> rates = new LinkedHashMap<>(); // guarded by this

    /**
     * Remembers a user, if that makes a difference.
     *
     * @param user who left; not null
     * @param rate how fast it may send; not null
     * @param now the time, in nanoseconds
     */
    synchronized void add(UserId user, MessageRate rate, long now) {
        if (!rate.full(now)) {
            rates.put(user, rate);
        }
        var eldest = rates.values().iterator();
        while (eldest.hasNext() && (eldest.next().full(now) || rates.size() > MOST)) {
            eldest.remove();
        }
    }

    /**
     * Forgets a user who is back.
     *
     * @param user who; not null
     * @return how fast it may send; empty where it is as fast as anybody; never null
     */
    synchronized Optional<MessageRate> take(UserId user) {
        return Optional.ofNullable(rates.remove(user));
    }

    /** {@return how many users are remembered} */
    synchronized int size() {
        return rates.size();
    }
}
