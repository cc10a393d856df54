package org.signaling.signin;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * A sign-in that began and whose answer is awaited. It is bound to one browser, because only that one has the cookie
 * that it waits in, and to one issuer. What the issuer gets to see of it is made of one secret, each by a hash of its
 * own, so that the cookie is short.
 *
 * @param issuer the issuer's short name; never null
 * @param secret 256 random bits; never null
 * @param began when; never null
 * @param again whether it began by itself, because the one before came to nothing
 */
record PendingSignIn(String issuer, String secret, Instant began, boolean again) {

    /** How long a person has to sign in. */
    static final Duration TIME = Duration.ofMinutes(10);
    /** How long an answer is known as one to a sign-in of this browser; after {@link #TIME} the sign-in begins anew. */
    static final Duration KEPT = Duration.ofHours(1);
    private static final String PURPOSE = "pending sign-in";

    /** {@return what the answer has to repeat (RFC 6749, section 10.12); never null} */
    String state() {
        return hash("state " + secret);
    }

    /** {@return what the ID token has to repeat (OpenID Connect Core 1.0, section 3.1.2.1); never null} */
    String nonce() {
        return hash("nonce " + secret);
    }

    /** {@return what proves to the token endpoint that the code is ours (RFC 7636, section 4.1); never null} */
    String verifier() {
        return hash("verifier " + secret);
    }

    /** {@return what the authorization endpoint is told of the verifier (RFC 7636, section 4.2); never null} */
    String challenge() {
        return hash(verifier());
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** {@return whether an answer's state is this one's; compared in constant time} */
    boolean hasState(String other) {
        return other != null && MessageDigest.isEqual(state().getBytes(StandardCharsets.UTF_8),
                other.getBytes(StandardCharsets.UTF_8));
    }

    /** {@return whether an answer comes too late for its code to be taken} */
    boolean late(Instant now) {
        return !now.isBefore(began.plus(TIME));
    }

    /** {@return until when an answer is known; never null} */
    Instant end() {
        return began.plus(KEPT);
    }

    String seal(BrowserSeal seal) {
        return seal.seal(PURPOSE, issuer, secret, Long.toString(began.getEpochSecond()), again ? "again" : "");
    }

    static Optional<PendingSignIn> open(BrowserSeal seal, String sealed) {
        return seal.open(PURPOSE, sealed).map(parts -> new PendingSignIn(parts.get(0), parts.get(1),
                Instant.ofEpochSecond(Long.parseLong(parts.get(2))), !parts.get(3).isEmpty()));
    }

    /** {@return the issuer; never the secrets} */
    @Override
    public String toString() {
        return "PendingSignIn[" + issuer + "]";
    }
}
