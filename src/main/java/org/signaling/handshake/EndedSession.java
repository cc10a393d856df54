package org.signaling.handshake;

import java.time.Instant;
import org.signaling.message.LogText;

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

    /**
     * {@return whether a token is of what was ended} A token that names no session cannot be told apart: it is of the
     * ended one, if it is the subject's and not younger.
     *
     * @param caller what the token says; not null
     */
    public boolean covers(Caller caller) {
        SignInSession its = caller.session();
        if (!issuer.equals(caller.user().id().issuer())) {
            return false;
        }
        if (session != null && its.id() != null) {
            return session.equals(its.id());
        }
        boolean younger = its.issued() != null && its.issued().isAfter(at);
        return !younger && caller.user().id().subject().equals(subject);
    }

    /** {@return which, for the log: without control characters} */
    @Override
    public String toString() {
        return LogText.clean("session=" + session + " subject=" + subject + " of " + issuer, MAX_TEXT);
    }
}
