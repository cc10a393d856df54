package org.signaling.handshake;

import java.util.Map;
import org.signaling.settings.Settings;
import org.signaling.testing.ManualClock;
import org.signaling.testing.SigningKey;
import org.signaling.testing.TestIssuer;
import org.signaling.testing.TestSettings;
import org.signaling.testing.TokenBuilder;

/**
 * A verifier whose clock stands still, so that it asks its issuer twice at most: for the first keys, and after the first
 * bad signature. It lasts as long as the process.
 */
final class FuzzedVerifier {

    /** Signs quickly. */
    static final SigningKey KEY = SigningKey.ed25519("ed");
    /** Whom it trusts. */
    static final TestIssuer ISSUER = TestIssuer.start(0, "/realms/a", KEY);

    private static final ManualClock CLOCK = new ManualClock();
    private static final TokenVerifier VERIFIER = verifier();

    private FuzzedVerifier() {
    }

    private static TokenVerifier verifier() {
        Settings settings = TestSettings.trusting(ISSUER, Map.of());
        return new TokenVerifier(new TrustedIssuers(settings, CLOCK), settings.clockSkew(), CLOCK, 0);
    }

    /** A good token, to be changed. */
    static TokenBuilder builder() {
        return ISSUER.builder().claim("exp", CLOCK.instant().getEpochSecond() + 300)
                .claim("iat", CLOCK.instant().getEpochSecond());
    }

    /** What the token says; null if it is refused. Anything else than a refusal passes through. */
    static SignalingToken verify(String token) {
        try {
            return VERIFIER.verify(token);
        } catch (TokenRejected e) {
            String said = e + e.body() + e.challenge();
            if (token.length() > 20 && said.contains(token)) {
                throw new AssertionError("the token is in what is said about it: " + said, e);
            }
            return null;
        }
    }
}
