package org.signaling.delivery;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.Session;
import java.util.concurrent.TimeUnit;
import org.signaling.message.MessageWriter;

/** When one connection ends with its token, and the warning before. {@link #renew}: all threads; {@link #check}: the pacer's. */
final class Expiry {

    /** How long before the end a client is warned, in nanoseconds. */
    private static final long WARNING = TimeUnit.SECONDS.toNanos(60);
    /** The application's own close code (RFC 6455, section 7.4.2) for a token that has ended. */
    private static final CloseCode TOKEN_EXPIRED = CloseReason.CloseCodes.getCloseCode(4_401);

    private final Session session;
    private volatile long end;
    private volatile boolean warned;

    /**
     * @param end when, in nanoseconds
     * @param session says what the client understands; not null
     */
    Expiry(long end, Session session) {
        this.end = end;
        this.session = session;
    }

    /**
     * There is a fresh token.
     *
     * @param newEnd when that ends, in nanoseconds
     */
    void renew(long newEnd) {
        end = newEnd;
        warned = false;
    }

    /**
     * Warns the client, or closes the connection, if it is time.
     *
     * @param now the time, in nanoseconds
     * @param connection whose token it is; not null
     * @return how long there is nothing to do, in nanoseconds
     */
    long check(long now, Connection connection) {
        long left = end - now;
        if (left <= 0) {
            connection.close(TOKEN_EXPIRED, "the token has expired; connect again with a fresh one");
        } else if (left <= WARNING && !warned) {
            warned = true;
            if (takesWarnings()) {
                connection.answer(MessageWriter.expiring(TimeUnit.NANOSECONDS.toSeconds(left)));
            }
        }
        return warned ? left : left - WARNING;
    }

    /** Clients of the Go server, which name no subprotocol, take any message that they do not know for the end. */
    private boolean takesWarnings() {
        String subprotocol = session.getNegotiatedSubprotocol();
        return subprotocol != null && !subprotocol.isEmpty();
    }
}
