package org.signaling.handshake;

import com.nimbusds.jose.jwk.JWK;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The keys of one issuer that are fit to verify tokens (RFC 7517, section 5). Immutable, for all threads.
 *
 * @param keys the fit ones; no two with the same id
 * @param unfit the ids of the others, as far as they have any
 * @param dropped what was wrong with each of the others, a sentence each, without key material
 */
record KeySet(List<SignatureKey> keys, Set<String> unfit, List<String> dropped) {

    /**
     * Reads a JWK Set and drops the keys that are unfit; of keys that share an id it drops all, because nobody can tell
     * which one is meant.
     *
     * @throws ParseException if the text is no JWK Set
     */
    static KeySet parse(byte[] utf8) throws ParseException {
        if (!(StrictJson.object(utf8).get("keys") instanceof List<?> list)) {
            throw new ParseException("no list of keys", 0);
        }
        List<SignatureKey> fit = new ArrayList<>();
        Set<String> unfit = new HashSet<>();
        List<String> dropped = new ArrayList<>();
        for (Object element : list) {
            if (!(element instanceof Map<?, ?> object)) {
                throw new ParseException("a key is no object", 0);
            }
            try {
                fit.add(SignatureKey.of(JWK.parse(strings(object))));
            } catch (GeneralSecurityException e) {
                drop(object.get("kid"), e.getMessage(), unfit, dropped);
            } catch (ParseException | RuntimeException e) {
                drop(object.get("kid"), "it is no proper key", unfit, dropped);
            }
        }
        for (String kid : duplicates(fit)) {
            fit.removeIf(key -> kid.equals(key.kid()));
            drop(kid, "several keys have this id", unfit, dropped);
        }
        return new KeySet(List.copyOf(fit), Set.copyOf(unfit), List.copyOf(dropped));
    }

    private static void drop(Object kid, String why, Set<String> unfit, List<String> dropped) {
        dropped.add("key " + kid + ": " + why);
        if (kid instanceof String id) {
            unfit.add(id);
        }
    }

    private static Map<String, Object> strings(Map<?, ?> object) {
        Map<String, Object> jwk = new HashMap<>();
        object.forEach((name, value) -> jwk.put((String) name, value));
        return jwk;
    }

    private static Set<String> duplicates(List<SignatureKey> keys) {
        Set<String> seen = new HashSet<>();
        Set<String> twice = new HashSet<>();
        for (SignatureKey key : keys) {
            if (key.kid() != null && !seen.add(key.kid())) {
                twice.add(key.kid());
            }
        }
        return twice;
    }

    /** {@return whether a key has this id, fit for the token or not} */
    boolean knows(String kid) {
        return unfit.contains(kid) || keys.stream().anyMatch(key -> kid.equals(key.kid()));
    }

    /**
     * Finds the key of a token.
     *
     * @param kid the id that the token names, null if it names none: then exactly one key may fit
     * @param algorithm the token's algorithm
     */
    Optional<SignatureKey> find(String kid, String algorithm) {
        SignatureKey fit = null;
        for (SignatureKey key : keys) {
            if ((kid == null || kid.equals(key.kid())) && key.fits(algorithm)) {
                if (fit != null) {
                    return Optional.empty();
                }
                fit = key;
            }
        }
        return Optional.ofNullable(fit);
    }
}
