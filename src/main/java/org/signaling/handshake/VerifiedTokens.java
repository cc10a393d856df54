package org.signaling.handshake;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The tokens that were found good, so that a client that comes back with the same one, as all do after a restart of a
 * proxy, is neither read nor checked a second time. A token is known by the hash of its text; the text is not kept. It is
 * good only as long as its issuer still has the key that signed it; whether it has expired or was ended is for the caller
 * to ask. Bounded: the one that was not used for longest is forgotten. For all threads.
 */
final class VerifiedTokens {

    private static final float LOAD_FACTOR = 0.75f;
    /** Never fed, only copied: Java looks up by name what {@code getInstance} is asked for, each time. */
    private static final MessageDigest SHA_256 = sha256();

    /**
     * What signs a token.
     *
     * @param keys the keys of its issuer
     * @param kid the key's id as the token names it; null if it names none
     * @param algorithm the token's algorithm
     * @param key the key that made the signature
     */
    record Signer(IssuerKeys keys, String kid, String algorithm, SignatureKey key) {

        /**
         * {@return whether the issuer still has the key}
         *
         * @param turn is given back while this waits for the issuer; not null
         * @throws TokenRejected if nobody can tell now
         */
        boolean stands(Turn turn) throws TokenRejected {
            return keys.find(kid, algorithm, turn).contains(key);
        }
    }

    private record Remembered(SignalingToken token, Signer signer) {
    }

    /** By the hash of the text, the one that was used last at the end; guarded by itself. */
    private final Map<String, Remembered> entries;

    /**
     * @param max how many tokens to remember at most; 0 for none
     */
    VerifiedTokens(int max) {
        entries = new LinkedHashMap<>(16, LOAD_FACTOR, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Remembered> eldest) {
                return size() > max;
            }
        };
    }

    /**
     * {@return what a remembered token says; empty if it is not known, or if its key is no longer the issuer's}
     *
     * @param hash the {@link #hash} of the token; not null
     * @param turn is given back while this waits for the issuer; not null
     * @throws TokenRejected if it is known, but nobody can tell now whether its key is still the issuer's
     */
    Optional<SignalingToken> find(String hash, Turn turn) throws TokenRejected {
        Remembered entry;
        synchronized (entries) {
            entry = entries.get(hash);
        }
        return entry != null && entry.signer().stands(turn) ? Optional.of(entry.token()) : Optional.empty();
    }

    /**
     * Remembers a token.
     *
     * @param hash the {@link #hash} of the token; not null
     * @param token what it says, all of it checked; not null
     * @param signer what signed it; not null
     */
    void add(String hash, SignalingToken token, Signer signer) {
        synchronized (entries) {
            entries.put(hash, new Remembered(token, signer));
        }
    }

    /**
     * {@return what a token is known by; never null} What is no proper token is never among the remembered, so that it
     * does not matter how UTF-8 writes it.
     *
     * @param text the token as it came; not null
     */
    static String hash(String text) {
        byte[] hash = digest().digest(text.getBytes(StandardCharsets.UTF_8));
        return new String(hash, StandardCharsets.ISO_8859_1);
    }

    private static MessageDigest digest() {
        try {
            return (MessageDigest) SHA_256.clone();
        } catch (CloneNotSupportedException e) {
            // not every provider's can be copied
            return sha256();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
