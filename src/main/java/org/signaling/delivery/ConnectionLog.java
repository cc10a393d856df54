package org.signaling.delivery;

import jakarta.websocket.CloseReason;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.signaling.handshake.Caller;
import org.signaling.message.LogText;

/**
 * The lines of the log about connections. They name the place that they come from, so that no server has to search the
 * stack for it, which costs more than the line. Without state, for all threads.
 */
final class ConnectionLog {

    /** What operators know the lines by. */
    private static final String NAME = Subscribers.class.getName();
    private static final Logger LOG = Logger.getLogger(NAME);
    /** The longest reason that a close frame holds (RFC 6455, section 5.5). */
    private static final int MAX_REASON = 123;

    private ConnectionLog() {
    }

    static void joined(Caller caller) {
        LOG.logp(Level.INFO, NAME, "join", () -> "join request=" + caller.requestId() + " user=" + caller.user().id());
    }

    static void left(Connection connection) {
        LOG.logp(Level.INFO, NAME, "leave", () -> leaveLine(connection));
    }

    private static String leaveLine(Connection connection) {
        CloseReason why = connection.closeReason();
        return "leave request=" + connection.caller().requestId() + " code=" + why.getCloseCode().getCode()
                + " seconds=" + connection.age().toSeconds() + " user=" + connection.caller().user().id() + " reason="
                + LogText.clean(why.getReasonPhrase(), MAX_REASON);
    }
}
