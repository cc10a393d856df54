package org.signaling.delivery;

import java.time.Duration;
import java.time.Instant;
import org.signaling.handshake.Caller;
import org.signaling.settings.Settings;

/** How long a connection may last: as long as its token, where that is wanted. */
final class Lifetime {

    /** So long that nobody sees the end of it, and short enough to be counted in nanoseconds. */
    private static final Duration FOREVER = Duration.ofDays(36_500);

    private Lifetime() {
    }

    /**
     * {@return how long a connection may last, in nanoseconds}
     *
     * @param caller whose it is, with the end of the token; not null
     * @param settings whether that counts; not null
     * @param now the time; not null
     */
    static long of(Caller caller, Settings settings, Instant now) {
        Duration left = Duration.between(now, caller.expiry()).plus(settings.clockSkew());
        boolean ends = settings.endsAtExpiry(caller.user().id().issuer());
        return ends && left.compareTo(FOREVER) < 0 ? left.toNanos() : FOREVER.toNanos();
    }
}
