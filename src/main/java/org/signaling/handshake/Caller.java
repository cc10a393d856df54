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
 */
public record Caller(UserInfo user, Instant expiry, Set<String> groups, String requestId) {

    /** Refuses a caller without identity or expiry; copies the groups. */
    public Caller {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(expiry, "expiry");
        Objects.requireNonNull(requestId, "requestId");
        groups = Set.copyOf(groups);
    }

    /** Without a handshake. */
    public Caller(UserInfo user, Instant expiry, Set<String> groups) {
        this(user, expiry, groups, "-");
    }
}
