package org.signaling.message;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * What was ended at an issuer: one session, or all that a subject had until then (OpenID Connect Back-Channel Logout
 * 1.0, section 2.7).
 *
 * @param issuer the issuer; never null
 * @param subject whose; null where only the session is named
 * @param session the claim {@code sid}; null for all sessions of the subject
 * @param at when, in whole milliseconds; never null
 */
public record EndedSession(String issuer, String subject, String session, Instant at) {

    private static final int MAX_TEXT = 400;

    /** Cuts the time to milliseconds, as servers tell each other. */
    public EndedSession {
        at = at.truncatedTo(ChronoUnit.MILLIS);
    }

    /** {@return the {@link EndedBucket} that it is in} */
    public long bucket() {
        return Math.floorDiv(at.getEpochSecond(), EndedBucket.SECONDS);
    }

    /** {@return a number that differs for different ones, and is the same on every server} */
    public long fingerprint() {
        long mixed = (at.toEpochMilli() * 31 + issuer.hashCode()) * 0x9E3779B97F4A7C15L + Objects.hashCode(subject);
        mixed = (mixed ^ mixed >>> 32) * 0xD6E8FEB86659FD93L + Objects.hashCode(session);
        mixed = (mixed ^ mixed >>> 32) * 0xD6E8FEB86659FD93L;
        return mixed ^ mixed >>> 29;
    }

    /** {@return which, for the log: without control characters} */
    @Override
    public String toString() {
        return LogText.clean("session=" + session + " subject=" + subject + " of " + issuer, MAX_TEXT);
    }
}
