package org.signaling.handshake;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.signaling.handshake.TokenRejected.Reason;
import org.signaling.settings.AccessSettings;
import org.signaling.settings.ClaimPath;
import org.signaling.settings.IssuerSettings;

/** What a good token allows: its groups and its scope. Without state, for all threads. */
final class TokenAccess {

    private TokenAccess() {
    }

    /**
     * {@return the groups that a token names; never null} Each text is one group, as it stands.
     *
     * @param claims the token's claims; not null
     * @param path where they stand; not null
     */
    static Set<String> groups(Map<String, Object> claims, ClaimPath path) {
        return Set.copyOf(texts(path.in(claims)));
    }

    /**
     * The texts of a set, in every shape in which issuers write one: a list, whose elements of another kind are passed
     * over; one text; or an object, of which the names count whose value is not false or null.
     */
    private static List<String> texts(Object value) {
        Collection<?> elements = value instanceof Collection<?> list
                ? list
                : value instanceof Map<?, ?> object ? names(object) : value == null ? List.of() : List.of(value);
        List<String> texts = new ArrayList<>();
        for (Object element : elements) {
            if (element instanceof String text && !text.isBlank()) {
                texts.add(text);
            }
        }
        return texts;
    }

    private static List<?> names(Map<?, ?> object) {
        return object.entrySet().stream()
                .filter(member -> member.getValue() != null && !Boolean.FALSE.equals(member.getValue()))
                .map(Map.Entry::getKey).toList();
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

    /**
     * Texts with spaces between (RFC 9068, section 2.2.3), or a set of another shape, under the standard's name or the one
     * that some issuers have for it; what stands under both counts.
     */
    private static Set<String> scopes(Map<String, Object> claims) {
        Set<String> scopes = new HashSet<>();
        for (String claim : List.of("scope", "scp")) {
            for (String text : texts(claims.get(claim))) {
                scopes.addAll(List.of(text.strip().split("\\s+")));
            }
        }
        return scopes;
    }
}
