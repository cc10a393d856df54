package org.signaling.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;
import java.util.Collection;
import java.util.List;
import org.signaling.handshake.Admission;
import org.signaling.handshake.Caller;
import org.signaling.message.EndedBucket;
import org.signaling.message.EndedSession;

/**
 * The one way by which a session that was ended at its issuer ends here, on whichever server was told: its tokens open
 * nothing any more, and its connections are closed. In this order, so that a handshake that is on its way meanwhile
 * finds it when it looks again, with {@link #recheck}. The connections of a session are found by it, and by its subject, so
 * that many logouts at once are no storm. For all threads.
 */
@ApplicationScoped
public class SessionEnds {

    /** The application's own close code (RFC 6455, section 7.4.2): come back only after another sign-in. */
    private static final CloseCode SIGNED_OUT = CloseReason.CloseCodes.getCloseCode(4_410);
    private static final String REASON = "signed out at the issuer; sign in again";

    private Subscribers subscribers;
    private Admission admission;

    /** For the container's proxy. */
    protected SessionEnds() {
    }

    /**
     * @param subscribers has the connections; not null
     * @param admission keeps the session's tokens out; not null
     */
    @Inject
    public SessionEnds(Subscribers subscribers, Admission admission) {
        this.subscribers = subscribers;
        admission.direct(bean -> this.admission = bean);
    }

    /**
     * Ends a session on all servers.
     *
     * @param ended the session, or all of a subject; not null
     * @return how many connections it had on this one
     */
    public int end(EndedSession ended) {
        subscribers.bus().end(ended);
        return endHere(ended);
    }

    /**
     * Ends a session on this server.
     *
     * @param ended the session, or all of a subject; not null
     * @return how many connections it had
     */
    public int endHere(EndedSession ended) {
        admission.end(ended);
        Collection<Connection> connections = subscribers.connectionsOf(ended);
        connections.forEach(connection -> connection.close(SIGNED_OUT, REASON));
        return connections.size();
    }

    /**
     * Renews a connection, and looks again: its new session may have been ended while the token was verified. See
     * {@link Subscribers#renew}.
     *
     * @param connection the connection; not null
     * @param fresh the same user; not null
     */
    public void renew(Connection connection, Caller fresh) {
        subscribers.renew(connection, fresh);
        recheck(connection);
    }

    /** {@return which ended sessions are known here; never null} See {@link org.signaling.cluster.Home}. */
    List<EndedBucket> buckets() {
        return admission.endedBuckets();
    }

    /** {@return some of them; never null} See {@link org.signaling.cluster.Home}. */
    List<EndedSession> ended(long bucket, EndedSession after, int max) {
        return admission.endedSessions(bucket, after, max);
    }

    /**
     * Closes a connection that has just joined or been renewed, if its session was ended while it was on its way.
     *
     * @param connection the connection; not null
     */
    public void recheck(Connection connection) {
        if (admission.ended(connection.caller())) {
            connection.close(SIGNED_OUT, REASON);
        }
    }
}
