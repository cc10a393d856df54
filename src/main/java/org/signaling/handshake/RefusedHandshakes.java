package org.signaling.handshake;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.signaling.settings.Rate;

/**
 * Counts what each address was refused for, so that whoever tries token after token is answered before any of them is
 * looked at. Forged signatures and unknown keys count, which cost something to find out; what any page can have its
 * visitors' browsers send (no token, a foreign origin) does not, or it could lock their address out. It knows the last {@value #MAX_ADDRESSES} addresses that were refused, and forgets an address as soon as
 * that changes nothing. For all threads; the lock guards a few map operations.
 */
final class RefusedHandshakes {

    /** How many addresses are known at the most; the one that was refused least lately gives way. */
    static final int MAX_ADDRESSES = 50_000;

    private final Rate rate;
    private final LongSupplier clock;
    /** When each address may be refused as often as ever again, in nanoseconds; the least lately refused first. */
    private final Map<String, Long> fullAt = new LinkedHashMap<>(); // guarded by this

    /**
     * @param rate how often an address may be refused; not null
     * @param clock nanoseconds; never goes back
     */
    RefusedHandshakes(Rate rate, LongSupplier clock) {
        this.rate = rate;
        this.clock = clock;
    }

    /**
     * {@return whether an address may try}
     *
     * @param address what counts as one client; null for one that is not known, which always may
     */
    synchronized boolean mayTry(String address) {
        Long full = address == null ? null : fullAt.get(address);
        return full == null || rate.allows(full, clock.getAsLong());
    }

    /**
     * Notes a refusal.
     *
     * @param address what counts as one client; null for one that is not known, which is not counted
     */
    synchronized void refused(String address) {
        if (address == null) {
            return;
        }
        long now = clock.getAsLong();
        Long before = fullAt.remove(address);
        fullAt.put(address, rate.taken(before == null ? now : before, now));
        var eldest = fullAt.entrySet().iterator();
        while (eldest.hasNext()) {
            boolean forgotten = eldest.next().getValue() - now <= 0;
            if (!forgotten && fullAt.size() <= MAX_ADDRESSES) {
                return;
            }
            eldest.remove();
        }
    }

    /** {@return how many addresses are known} */
    synchronized int size() {
        return fullAt.size();
    }
}
