package org.signaling.signin;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.signaling.handshake.Seal;

/**
 * A sign-in that began and whose answer is awaited. It is bound to one browser, because only that one has the cookie
 * that it waits in, and to one issuer.
 *
 * @param issuer the issuer's short name; never null
 * @param state what the answer has to repeat (RFC 6749, section 10.12); never null
 * @param nonce what the ID token has to repeat (OpenID Connect Core 1.0, section 3.1.2.1); never null
 * @param verifier what proves to the token endpoint that the code is ours (RFC 7636, section 4.1); never null
 * @param expiry until when the answer is awaited; never null
 */
record PendingSignIn(String issuer, String state, String nonce, String verifier, Instant expiry) {

    /** How long a person has to sign in. */
    static final Duration TIME = Duration.ofMinutes(10);
    private static final String PURPOSE = "pending sign-in";
    private static final int PARTS = 5;

    static PendingSignIn begin(String issuer, Seal seal, Instant now) {
        return new PendingSignIn(issuer, seal.randomText(), seal.randomText(), seal.randomText(), now.plus(TIME));
    }

    /** {@return what the authorization endpoint is told of the verifier (RFC 7636, section 4.2); never null} */
    String challenge() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** {@return whether an answer's state is this one's; compared in constant time} */
    boolean hasState(String other) {
        return other != null && MessageDigest.isEqual(state.getBytes(StandardCharsets.UTF_8),
                other.getBytes(StandardCharsets.UTF_8));
    }

    String seal(Seal seal) {
        return seal.seal(PURPOSE, String.join("\n", issuer, state, nonce, verifier,
                Long.toString(expiry.getEpochSecond())));
    }

    static Optional<PendingSignIn> open(Seal seal, String sealed) {
        return seal.open(PURPOSE, sealed).map(text -> text.split("\n")).filter(parts -> parts.length == PARTS)
                .map(parts -> new PendingSignIn(parts[0], parts[1], parts[2], parts[3],
                        Instant.ofEpochSecond(Long.parseLong(parts[4]))));
    }

    /** {@return the issuer; never the secrets} */
    @Override
    public String toString() {
        return "PendingSignIn[" + issuer + "]";
    }
}
