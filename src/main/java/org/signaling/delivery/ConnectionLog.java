package org.signaling.delivery;

import jakarta.websocket.CloseReason;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.signaling.handshake.Caller;
import org.signaling.message.LogText;

/** The lines of the log about connections. Without state, for all threads. */
final class ConnectionLog {

    /** What operators know the lines by. */
    private static final Logger LOG = System.getLogger(Subscribers.class.getName());
    /** The longest reason that a close frame holds (RFC 6455, section 5.5). */
    private static final int MAX_REASON = 123;

    private ConnectionLog() {
    }

    static void joined(Caller caller) {
        LOG.log(Level.INFO, () -> "join request=" + caller.requestId() + " user=" + caller.user().id());
    }

    static void left(Connection connection) {
        LOG.log(Level.INFO, () -> leaveLine(connection));
    }

    private static String leaveLine(Connection connection) {
        CloseReason why = connection.closeReason();
        return "leave request=" + connection.caller().requestId() + " code=" + why.getCloseCode().getCode()
                + " seconds=" + connection.age().toSeconds() + " user=" + connection.caller().user().id() + " reason="
                + LogText.clean(why.getReasonPhrase(), MAX_REASON);
    }
}
