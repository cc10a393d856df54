package org.signaling.delivery;

import jakarta.websocket.CloseReason;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.signaling.handshake.Caller;
import org.signaling.message.LogText;

/** The lines of the log about connections. For all threads. */
final class ConnectionLog {

    /** Operators know the lines by the name of the class that has the connections. */
    private static final Logger LOG = Logger.getLogger(Subscribers.class.getName());
    private static final QueuedLog LINES = new QueuedLog(LOG);
    /** The longest reason that a close frame holds (RFC 6455, section 5.5). */
    private static final int MAX_REASON = 123;

    private ConnectionLog() {
    }

    static void joined(Caller caller) {
        log(() -> "join request=" + caller.requestId() + " user=" + caller.user().id());
    }

    static void left(Connection connection) {
        log(() -> leaveLine(connection));
    }

    private static void log(Supplier<String> text) {
        if (LOG.isLoggable(Level.INFO)) {
            LINES.info(text.get());
        }
    }

    private static String leaveLine(Connection connection) {
        CloseReason why = connection.closeReason();
        return "leave request=" + connection.caller().requestId() + " code=" + why.getCloseCode().getCode()
                + " seconds=" + connection.age().toSeconds() + " user=" + connection.caller().user().id() + " reason="
                + LogText.clean(why.getReasonPhrase(), MAX_REASON);
    }
}
