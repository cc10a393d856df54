package org.signaling.handshake;

import com.nimbusds.jose.jwk.JWK;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The keys of one issuer that are fit to verify tokens (RFC 7517, section 5). Immutable, for all threads.
 *
 * @param keys the fit ones, in the order of the set, no two alike; several may have the same id
 * @param unfit the ids of the others, as far as they have any
 * @param dropped what was wrong with each of the others, a sentence each, without key material
 */
record KeySet(List<SignatureKey> keys, Set<String> unfit, List<String> dropped) {

    /** How many keys are tried for one token: each costs a check of its signature. */
    static final int MAX_CANDIDATES = 4;

    /**
     * Reads a JWK Set and drops the keys that are unfit. Of keys that are the same in every respect it keeps one.
     *
     * @throws ParseException if the text is no JWK Set
     */
    static KeySet parse(byte[] utf8) throws ParseException {
        if (!(StrictJson.document(utf8).get("keys") instanceof List<?> list)) {
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
                SignatureKey key = SignatureKey.of(JWK.parse(strings(object)));
                if (fit.stream().noneMatch(key::sameAs)) {
                    fit.add(key);
                }
            } catch (GeneralSecurityException e) {
                drop(object.get("kid"), e.getMessage(), unfit, dropped);
            } catch (ParseException | RuntimeException e) {
                drop(object.get("kid"), "it is no proper key", unfit, dropped);
            }
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

    /** {@return whether a key has this id, fit for the token or not} */
    boolean knows(String kid) {
        return unfit.contains(kid) || keys.stream().anyMatch(key -> kid.equals(key.kid()));
    }

    /**
     * Finds the keys that may have signed a token.
     *
     * @param kid the id that the token names, null if it names none: then all that fit its algorithm may
     * @param algorithm the token's algorithm; not null
     * @return the first {@value #MAX_CANDIDATES} of them; never null, may be empty
     */
    List<SignatureKey> find(String kid, String algorithm) {
        return keys.stream().filter(key -> (kid == null || kid.equals(key.kid())) && key.fits(algorithm)).distinct()
                .limit(MAX_CANDIDATES).toList();
    }
}
