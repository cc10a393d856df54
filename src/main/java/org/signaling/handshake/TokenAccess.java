package org.signaling.handshake;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.signaling.handshake.TokenRejected.Reason;
import org.signaling.settings.AccessSettings;
import org.signaling.settings.IssuerSettings;

/** What a good token allows: its groups and its scope. Without state, for all threads. */
final class TokenAccess {

    private TokenAccess() {
    }

    /**
     * {@return the groups that a token names; never null}
     *
     * @param claims the token's claims; not null
     * @param path the name of the claim that lists them, or names with dots between for one inside others; not null
     */
    static Set<String> groups(Map<String, Object> claims, String path) {
        return strings(claims.containsKey(path) ? claims.get(path) : follow(claims, path));
    }

    private static Object follow(Map<String, Object> claims, String path) {
        Object value = claims;
        for (String name : path.split("\\.")) {
            value = value instanceof Map<?, ?> object ? object.get(name) : null;
        }
        return value;
    }

    /** The elements of a list of strings; nothing where it is anything else. */
    private static Set<String> strings(Object value) {
        if (!(value instanceof List<?> list) || !list.stream().allMatch(String.class::isInstance)) {
            return Set.of();
        }
        Set<String> strings = new HashSet<>();
        list.forEach(element -> strings.add((String) element));
        return strings;
    }

    /**
     * Asks a token for what its issuer's tokens must carry besides a good signature (RFC 6750, section 3.1).
     *
     * @param claims the token's claims; not null
     * @param groups its groups; not null
     * @param issuer where it comes from; not null
     * @throws TokenRejected with INSUFFICIENT_SCOPE if it carries too little
     */
    static void check(Map<String, Object> claims, Collection<String> groups, IssuerSettings issuer)
            throws TokenRejected {
        AccessSettings wanted = issuer.access();
        if (!wanted.scopes().isEmpty() && !scopes(claims).containsAll(wanted.scopes())) {
            throw new TokenRejected(Reason.INSUFFICIENT_SCOPE, issuer.name() + ": scope is " + scopes(claims),
                    String.join(" ", wanted.scopes()));
        }
        if (!wanted.groups().isEmpty() && Collections.disjoint(groups, wanted.groups())) {
            throw new TokenRejected(Reason.INSUFFICIENT_SCOPE, issuer.name() + ": groups are " + groups);
        }
    }

    /** A text with spaces between (RFC 9068, section 2.2.3), or a list under another name, as some issuers have it. */
    private static Set<String> scopes(Map<String, Object> claims) {
        return claims.get("scope") instanceof String text
                ? Set.copyOf(List.of(text.strip().split(" +")))
                : strings(claims.get("scp"));
    }
}
