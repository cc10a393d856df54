package org.signaling.delivery;

import jakarta.websocket.CloseReason;
import java.time.Duration;
import java.util.Iterator;

/**
 * Closes all open connections, evenly spread over a time, so that their clients do not come back to the next server all
 * at once. Whoever is there when the time is over, such as a handshake that was on its way when it began, is closed
 * then. For one thread: the pacer's.
 */
final class Drain {

    private final Pacer.Connections connections;
    private final long started;
    private final double nanos;
    private final int total;
    private final Iterator<Connection> open;
    private int closed;

    /**
     * @param connections whom to close; not null
     * @param time how long to take; zero for at once
     * @param now the time, in nanoseconds
     */
    Drain(Pacer.Connections connections, Duration time, long now) {
        this.connections = connections;
        this.started = now;
        this.nanos = time.toNanos();
        this.total = connections.size();
        this.open = connections.iterator();
    }

    /**
     * Closes as many connections as the time that has passed asks for.
     *
     * @param now the time, in nanoseconds
     */
    void closeDue(long now) {
        double passed = now - started;
        if (passed >= nanos) {
            if (connections.size() > 0) {
                connections.forEach(Drain::close);
            }
            return;
        }
        for (; closed < Math.floor(passed / nanos * total) && open.hasNext(); closed++) {
            close(open.next());
        }
    }

    private static void close(Connection connection) {
        connection.close(CloseReason.CloseCodes.SERVICE_RESTART, "the server is being restarted; connect again");
    }
}
