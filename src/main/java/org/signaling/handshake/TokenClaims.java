package org.signaling.handshake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.signaling.handshake.TokenRejected.Reason;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;
import org.signaling.settings.IssuerSettings;

/**
 * Checks the claims of a token (RFC 7519, section 4.1), and makes a {@link SignalingToken} of them, which is worth nothing
 * until the signature is checked too: that comes last, because it costs most. Strings keep their content, letter by letter. Immutable, for all threads.
 */
final class TokenClaims {

    /** The end of the year 9999: what lies beyond is no time that anybody means. */
    private static final long LAST_SECOND = 253_402_300_799L;

    private final Duration skew;
    private final Clock clock;

    /**
     * @param skew how far the issuers' clocks may differ from this one; not negative
     * @param clock the time; not null
     */
    TokenClaims(Duration skew, Clock clock) {
        this.skew = skew;
        this.clock = clock;
    }

    /**
     * @param claims the claims as they stand in the token
     * @param issuer the issuer whose {@code iss} it carries
     * @throws TokenRejected if one is missing, has a wrong type, or does not hold now and here
     */
    SignalingToken check(Map<String, Object> claims, IssuerSettings issuer) throws TokenRejected {
        Map<String, Object> checked = new LinkedHashMap<>();
        checked.put("iss", issuer.issuer());
        if (!(claims.get("sub") instanceof String subject) || subject.isEmpty()) {
            throw CompactToken.malformed("sub is not a string with text in it");
        }
        checked.put("sub", subject);
        checked.put("aud", audience(claims.get("aud"), issuer, issuer.audiences()));
        if (claims.containsKey("events")) {
            throw CompactToken.malformed("a security event is no access token");
        }
        Instant expiry = times(claims, checked);
        Set<String> groups = TokenAccess.groups(claims, issuer.access().groupsClaim());
        checked.put("groups", Set.copyOf(groups));
        String username = issuer.usernameClaim().in(claims) instanceof String name ? name : null;
        if (username != null) {
            checked.putIfAbsent(issuer.usernameClaim().text(), username);
        }
        if (claims.get("jti") instanceof String id) {
            checked.put("jti", id);
        }
        UserInfo user = new UserInfo(new UserId(issuer.issuer(), subject), username);
        SignInSession session = new SignInSession(claims.get("sid") instanceof String sid ? sid : null,
                issued(checked));
        return new SignalingToken(new Caller(user, expiry, groups, "-", session, null), checked);
    }

    /** Some issuers write no {@code iat}, but {@code nbf} for the same time. */
    private static Instant issued(Map<String, Object> checked) {
        Object issued = checked.containsKey("iat") ? checked.get("iat") : checked.get("nbf");
        return issued instanceof Long seconds ? Instant.ofEpochSecond(seconds) : null;
    }

    /** RFC 7519, section 4.1.3: one string or a list, at least one of them from here. */
    static Set<String> audience(Object claim, IssuerSettings issuer, Set<String> ours) throws TokenRejected {
        List<?> list = claim instanceof List<?> several ? several : claim == null ? List.of() : List.of(claim);
        if (!allStrings(list)) {
            throw CompactToken.malformed("aud is neither a string nor a list of strings");
        }
        Set<String> audience = strings(list);
        if (audience.stream().noneMatch(ours::contains)) {
            throw new TokenRejected(Reason.WRONG_AUDIENCE, issuer.name() + ": aud is " + audience);
        }
        return audience;
    }

    private static boolean allStrings(List<?> list) {
        return list.stream().allMatch(String.class::isInstance);
    }

    private static Set<String> strings(List<?> list) {
        Set<String> strings = new HashSet<>();
        list.forEach(element -> strings.add((String) element));
        return Set.copyOf(strings);
    }

    private Instant times(Map<String, Object> claims, Map<String, Object> checked) throws TokenRejected {
        Instant expiry = time(claims, "exp", checked);
        if (expiry == null) {
            throw CompactToken.malformed("exp is missing");
        }
        checkExpiry(expiry);
        Instant now = clock.instant();
        for (String start : List.of("nbf", "iat")) {
            Instant time = time(claims, start, checked);
            if (time != null && time.isAfter(now.plus(skew))) {
                throw new TokenRejected(Reason.NOT_YET_VALID, start + " is " + time);
            }
        }
        return expiry;
    }

    /**
     * Checks that a token still holds.
     *
     * @param expiry when it ends; not null
     * @throws TokenRejected with EXPIRED if it does not
     */
    void checkExpiry(Instant expiry) throws TokenRejected {
        if (!clock.instant().isBefore(expiry.plus(skew))) {
            throw new TokenRejected(Reason.EXPIRED, "exp was " + expiry);
        }
    }

    /** A NumericDate (RFC 7519, section 2), which may have a fraction. */
    static Instant time(Map<String, Object> claims, String name, Map<String, Object> checked)
            throws TokenRejected {
        if (!claims.containsKey(name)) {
            return null;
        }
        if (!(claims.get(name) instanceof Number number) || !(number.doubleValue() >= 0)
                || number.doubleValue() > LAST_SECOND) {
            throw CompactToken.malformed(name + " is not a number of seconds");
        }
        checked.put(name, number.longValue());
        return number instanceof Long seconds
                ? Instant.ofEpochSecond(seconds)
                : Instant.ofEpochMilli((long) (number.doubleValue() * 1_000));
    }
}
