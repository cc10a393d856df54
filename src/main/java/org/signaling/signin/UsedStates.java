package org.signaling.signin;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The states whose answer came already: an answer counts once. Bounded; beyond 20,000 sign-ins within an hour the
 * oldest is forgotten, and then the provider alone refuses a code that comes twice (RFC 6749, section 4.1.2), as it also
 * does where the second answer meets another node. For all threads.
 */
final class UsedStates {

    private static final int MAX = 20_000;

    private final Map<String, Instant> expiries = new LinkedHashMap<>();

    /**
     * Notes that an answer came.
     *
     * @param pending the sign-in that it belongs to; not null
     * @param now the time; not null
     * @return whether it is the first one
     */
    synchronized boolean use(PendingSignIn pending, Instant now) {
        expiries.values().removeIf(expiry -> !now.isBefore(expiry));
        if (expiries.putIfAbsent(pending.state(), pending.end()) != null) {
            return false;
        }
        if (expiries.size() > MAX) {
            expiries.remove(expiries.keySet().iterator().next());
        }
        return true;
    }
}
