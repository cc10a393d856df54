package org.signaling.handshake;

import java.time.Instant;

/**
 * The session at the issuer that a token belongs to.
 *
 * @param id the claim {@code sid} (OpenID Connect Back-Channel Logout 1.0, section 2.1); null where the token has none
 * @param issued when the token was issued; null where it does not say
 */
public record SignInSession(String id, Instant issued) {

    /** Nothing is known of it. */
    public static final SignInSession UNKNOWN = new SignInSession(null, null);
}
