package org.signaling.handshake;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.signaling.message.UserInfo;

/**
 * The person behind a connection: all that the rest of the server knows of a token.
 *
 * @param user who it is and the name to show; never null
 * @param expiry when the token ends; never null
 * @param groups the groups that the token names; never null, may be empty
 * @param requestId the name that the log has for the handshake; never null, {@code -} where there was none
 * @param session the session at the issuer that the token belongs to; never null
 */
public record Caller(UserInfo user, Instant expiry, Set<String> groups, String requestId, SignInSession session) {

    /** Refuses a caller without identity or expiry; copies the groups. */
    public Caller {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(expiry, "expiry");
        Objects.requireNonNull(requestId, "requestId");
        Objects.requireNonNull(session, "session");
        groups = Set.copyOf(groups);
    }

    /** Without a handshake, and of a session of which nothing is known. */
    public Caller(UserInfo user, Instant expiry, Set<String> groups) {
        this(user, expiry, groups, "-", SignInSession.UNKNOWN);
    }

    /**
     * {@return the same caller, of the handshake with an id; never null}
     *
     * @param id the id; not null
     */
    Caller of(String id) {
        return new Caller(user, expiry, groups, id, session);
    }
}
