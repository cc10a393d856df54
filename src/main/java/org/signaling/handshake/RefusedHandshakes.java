package org.signaling.handshake;

import java.util.function.LongSupplier;
import org.signaling.settings.Buckets;
import org.signaling.settings.Rate;

/**
 * Counts what each address was refused for, so that whoever tries token after token is answered before any of them is
 * looked at. Forged signatures and unknown keys count, which cost something to find out; what any page can have its
 * visitors' browsers send (no token, a foreign origin) does not, or it could lock their address out. It
 * knows the last {@value #MAX_ADDRESSES} addresses that were refused, and forgets an address as soon as that changes
 * nothing. For all threads.
 */
public final class RefusedHandshakes {

    /** How many addresses are known at most; the one that was refused least lately gives way. */
    static final int MAX_ADDRESSES = 50_000;

    private final Buckets<String> addresses;

    /**
     * @param rate how often an address may be refused; not null
     * @param clock nanoseconds; never goes back
     */
    public RefusedHandshakes(Rate rate, LongSupplier clock) {
        addresses = new Buckets<>(rate, MAX_ADDRESSES, clock);
    }

    /**
     * {@return whether an address may try}
     *
     * @param address what counts as one client; null for one that is not known, which always may
     */
    public boolean mayTry(String address) {
        return address == null || addresses.allows(address);
    }

    /**
     * Notes a refusal.
     *
     * @param address what counts as one client; null for one that is not known, which is not counted
     */
    public void refused(String address) {
        if (address != null) {
            addresses.take(address);
        }
    }

    /** {@return how many addresses are known} */
    int size() {
        return addresses.size();
    }
}
