package org.signaling.message;

import java.time.Instant;

/**
 * What was ended at an issuer: one session, or all that a subject had until then (OpenID Connect Back-Channel Logout
 * 1.0, section 2.7).
 *
 * @param issuer the issuer; never null
 * @param subject whose; null where only the session is named
 * @param session the claim {@code sid}; null for all sessions of the subject
 * @param at when; never null
 */
public record EndedSession(String issuer, String subject, String session, Instant at) {

    private static final int MAX_TEXT = 400;

    /** {@return which, for the log: without control characters} */
    @Override
    public String toString() {
        return LogText.clean("session=" + session + " subject=" + subject + " of " + issuer, MAX_TEXT);
    }
}
