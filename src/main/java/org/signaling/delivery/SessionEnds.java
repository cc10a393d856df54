package org.signaling.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;
import org.signaling.handshake.Admission;
import org.signaling.message.EndedSession;

/**
 * The one way by which a session that was ended at its issuer ends here, on whichever server was told: its tokens open
 * nothing any more, and its connections are closed. In this order, so that a handshake that is on its way meanwhile
 * finds it when it looks again, with {@link #recheck}. For all threads.
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
        int closed = 0;
        for (Connection connection : subscribers.openConnections()) {
            if (connection.caller().isOf(ended)) {
                connection.close(SIGNED_OUT, REASON);
                closed++;
            }
        }
        return closed;
    }

    /**
     * Closes a connection that has just joined, if its session was ended while it was on its way.
     *
     * @param connection the connection; not null
     */
    public void recheck(Connection connection) {
        if (admission.ended(connection.caller())) {
            connection.close(SIGNED_OUT, REASON);
        }
    }
}
