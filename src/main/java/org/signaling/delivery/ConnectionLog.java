package org.signaling.delivery;

import jakarta.websocket.CloseReason;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.signaling.handshake.Caller;
import org.signaling.message.LogText;

/**
 * The lines of the log about connections. They name the place that they come from, so that no server has to search the
 * stack for it, which costs more than the line. For all threads.
 */
final class ConnectionLog {

    /** What operators know the lines by. */
    private static final String NAME = Subscribers.class.getName();
    private static final Logger LOG = Logger.getLogger(NAME);
    private static final QueuedLog LINES = new QueuedLog(LOG);
    /** The longest reason that a close frame holds (RFC 6455, section 5.5). */
    private static final int MAX_REASON = 123;

    private ConnectionLog() {
    }

    static void joined(Caller caller) {
        log("join", () -> "join request=" + caller.requestId() + " user=" + caller.user().id());
    }

    static void left(Connection connection) {
        log("leave", () -> leaveLine(connection));
    }

    private static void log(String method, Supplier<String> text) {
        if (LOG.isLoggable(Level.INFO)) {
            LogRecord line = new LogRecord(Level.INFO, text.get());
            line.setLoggerName(NAME);
            line.setSourceClassName(NAME);
            line.setSourceMethodName(method);
            LINES.log(line);
        }
    }

    private static String leaveLine(Connection connection) {
        CloseReason why = connection.closeReason();
        return "leave request=" + connection.caller().requestId() + " code=" + why.getCloseCode().getCode()
                + " seconds=" + connection.age().toSeconds() + " user=" + connection.caller().user().id() + " reason="
                + LogText.clean(why.getReasonPhrase(), MAX_REASON);
    }
}
