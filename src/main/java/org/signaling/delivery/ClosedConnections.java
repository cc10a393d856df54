package org.signaling.delivery;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.signaling.handshake.HandshakeConfigurator.Transport;

/**
 * Delay queue: ends the connections of closed sessions some seconds after the close frame (RFC 6455, section 7.1.1), where
 * the container would wait for the client without an end. A client that answers at once has ended it by then, and ending it
 * again does nothing.
 *
 * <p>When the application is taken down, those that wait are left to the container: their close frames may still be on their
 * way. As many wait as are closed within {@link #PATIENCE}. {@link #serve}: one thread at a time. All else: all threads.
 */
public final class ClosedConnections {

    /** How long a client may take to answer a close frame, or to read it, in nanoseconds. */
    static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);
    /** The same for who is closed for what it sends: until it has read why, in nanoseconds. */
    static final long SHORT_PATIENCE = TimeUnit.SECONDS.toNanos(2);

    /** One that has been closed. */
    private record Closed(Transport transport, long due) {
    }

    private final LongSupplier nanoTime;
    /** All in one of them wait equally long, so the first one is due first. */
    private final Queue<Closed> others = new ConcurrentLinkedQueue<>();
    private final Queue<Closed> sentAway = new ConcurrentLinkedQueue<>();

    /**
     * @param nanoTime the time, in nanoseconds; not null
     */
    ClosedConnections(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Notes that a session has been closed, by whichever side. Of a client that is closed for what it sends, with 1008 or
     * 1009, nothing more is read.
     *
     * @param transport what is below the session; not null
     * @param reason why it was closed; not null
     */
    public void add(Transport transport, CloseReason reason) {
        int code = reason.getCloseCode().getCode();
        boolean away = code == CloseCodes.TOO_BIG.getCode() || code == CloseCodes.VIOLATED_POLICY.getCode();
        if (away) {
            transport.stopReading();
        }
        (away ? sentAway : others)
                .add(new Closed(transport, nanoTime.getAsLong() + (away ? SHORT_PATIENCE : PATIENCE)));
    }

    /**
     * Ends those whose time is over.
     *
     * @param now the time, in nanoseconds
     */
    void serve(long now) {
        serve(sentAway, now);
        serve(others, now);
    }

    private static void serve(Queue<Closed> queue, long now) {
        for (Closed first = queue.peek(); first != null && first.due() - now <= 0; first = queue.peek()) {
            queue.poll().transport().end();
        }
    }
}
