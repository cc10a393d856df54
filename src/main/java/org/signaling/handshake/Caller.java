package org.signaling.handshake;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.signaling.message.EndedSession;
import org.signaling.message.Rights;
import org.signaling.message.UserInfo;

/**
 * The person behind a connection: all that the rest of the server knows of a token.
 *
 * @param user who it is and the name to show; never null
 * @param expiry when the token ends; never null
 * @param groups the groups that the token names; never null, may be empty
 * @param requestId the name that the log has for the handshake; never null, {@code -} where there was none
 * @param session the session at the issuer that the token belongs to; never null
 * @param address what counts as the client's address for limits; null where it is not known
 */
public record Caller(UserInfo user, Instant expiry, Set<String> groups, String requestId, SignInSession session,
        String address) {

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
        this(user, expiry, groups, "-", SignInSession.UNKNOWN, null);
    }

    /** {@return the session at the issuer that the token names; null if it names none} */
    public String sessionId() {
        return session.id();
    }

    /** {@return what the token says of its user to others, and when it was issued; never null} */
    public Rights rights() {
        return new Rights(user, groups, session.issued() == null ? 0 : session.issued().toEpochMilli(),
                expiry.getEpochSecond());
    }

    /**
     * {@return whether the token is of a session that was ended} One that names no session cannot be told apart: it is of
     * the ended one, if it is the subject's and not younger.
     *
     * @param ended the session, or all of a subject; not null
     */
    public boolean isOf(EndedSession ended) {
        if (!user.id().issuer().equals(ended.issuer())) {
            return false;
        }
        if (ended.session() != null && session.id() != null) {
            return session.id().equals(ended.session());
        }
        boolean younger = session.issued() != null && session.issued().isAfter(ended.at());
        return !younger && user.id().subject().equals(ended.subject());
    }

    /**
     * {@return the same caller, of the handshake with an id, from an address; never null}
     *
     * @param id the id; not null
     * @param from what counts as the client's address; null where it is not known
     */
    Caller of(String id, String from) {
        return new Caller(user, expiry, groups, id, session, from);
    }
}
