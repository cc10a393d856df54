package org.signaling.handshake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.signaling.handshake.TokenRejected.Reason;
import org.signaling.message.EndedSession;
import org.signaling.settings.IssuerSettings;

/**
 * Checks the claims of a logout token whose signature is good (OpenID Connect Back-Channel Logout 1.0, section 2.6). Each
 * counts once; beyond 10,000 that are still good the oldest is forgotten, and it would end again only what it has ended
 * already. For all threads.
 */
final class LogoutClaims {

    static final int MAX_IDS = 10_000;
    private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";

    private final Duration skew;
    private final Clock clock;
    /** Which tokens came, and until when they are good; guarded by itself. */
    private final Map<String, Instant> ids = new LinkedHashMap<>();

    LogoutClaims(Duration skew, Clock clock) {
        this.skew = skew;
        this.clock = clock;
    }

    /** What refuses a token at no cost, before anybody looks for its key. */
    static void checkAudience(Map<String, Object> claims, IssuerSettings issuer) throws TokenRejected {
        Set<String> audiences = new HashSet<>(issuer.audiences());
        issuer.client().ifPresent(client -> audiences.add(client.id()));
        TokenClaims.audience(claims.get("aud"), issuer, audiences);
    }

    /** Checks everything but the audience. */
    EndedSession check(Map<String, Object> claims, IssuerSettings issuer) throws TokenRejected {
        Instant now = clock.instant();
        Instant issued = time(claims, "iat");
        Instant expiry = time(claims, "exp");
        if (issued.isAfter(now.plus(skew))) {
            throw new TokenRejected(Reason.NOT_YET_VALID, "iat is " + issued);
        }
        if (!now.isBefore(expiry.plus(skew))) {
            throw new TokenRejected(Reason.EXPIRED, "exp was " + expiry);
        }
        if (!(claims.get("events") instanceof Map<?, ?> events) || !(events.get(EVENT) instanceof Map<?, ?>)) {
            throw CompactToken.malformed("events does not name " + EVENT);
        }
        if (claims.containsKey("nonce")) {
            throw CompactToken.malformed("a logout token has no nonce");
        }
        EndedSession ended = new EndedSession(issuer.issuer(), text(claims, "sub"), text(claims, "sid"), issued);
        if (ended.subject() == null && ended.session() == null) {
            throw CompactToken.malformed("neither sub nor sid");
        }
        String id = text(claims, "jti");
        if (id == null) {
            throw CompactToken.malformed("jti is missing");
        }
        use(issuer.issuer() + " " + id, expiry.plus(skew), now);
        return ended;
    }

    private void use(String id, Instant until, Instant now) throws TokenRejected {
        synchronized (ids) {
            ids.values().removeIf(end -> !now.isBefore(end));
            if (ids.putIfAbsent(id, until) != null) {
                throw CompactToken.malformed("the same logout token again");
            }
            if (ids.size() > MAX_IDS) {
                ids.remove(ids.keySet().iterator().next());
            }
        }
    }

    private static Instant time(Map<String, Object> claims, String name) throws TokenRejected {
        Instant time = TokenClaims.time(claims, name, new LinkedHashMap<>());
        if (time == null) {
            throw CompactToken.malformed(name + " is missing");
        }
        return time;
    }

    private static String text(Map<String, Object> claims, String name) throws TokenRejected {
        Object value = claims.get(name);
        if (value == null || value instanceof String text && !text.isEmpty()) {
            return (String) value;
        }
        throw CompactToken.malformed(name + " is not a string with text in it");
    }
}
