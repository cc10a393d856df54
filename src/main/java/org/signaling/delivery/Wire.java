package org.signaling.delivery;

import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.signaling.settings.Settings;

/**
 * The socket of one connection: one frame at a time, the pings between them, and what becomes of both. The only file that
 * sends. {@link #heard}, {@link #abandon} and {@link #failed}: all threads; {@link #check}: the pacer's; the rest: the
 * owner of the connection's turn.
 */
final class Wire {

    /** How much longer than the send timeout each character of a frame may take: 16 kB a second are not too slow. */
    private static final long NANOS_A_CHARACTER = TimeUnit.SECONDS.toNanos(1) / 16_384;

    private final Connection connection;
    private final Session session;
    private final FrameSender sender;
    private final Pacer pacer;
    private final long sendTimeoutNanos;
    private final Flight flight = new Flight();
    private final Heartbeat heartbeat;
    private final Arrival arrival = new Arrival();
    private volatile boolean pingDue;
    /** What the pong that is due carries; null while none is. */
    private final AtomicReference<ByteBuffer> pong = new AtomicReference<>();
    /** Measures how long an answer takes; null while none is awaited. */
    private volatile Sentinels.Probe probe;

    /**
     * @param connection whose it is; is told when sending fails, and closed where the other side is gone or too slow
     * @param session the open WebSocket; not null
     * @param settings the timeouts; not null
     * @param pacer tells the time; not null
     * @param sender what connections share for sending; not null
     */
    Wire(Connection connection, Session session, Settings settings, Pacer pacer, FrameSender sender) {
        this.connection = connection;
        this.session = session;
        this.sender = sender;
        this.pacer = pacer;
        this.sendTimeoutNanos = settings.sendTimeout().toNanos();
        this.heartbeat = new Heartbeat(settings, pacer.answers(), pacer.now());
    }

    /** {@return whether a frame did not leave, so that none will any more} */
    boolean failed() {
        return flight.failed();
    }

    /** {@return whether a frame is on its way, so that none can be sent} A connection whose frame takes too long is closed. */
    boolean busy() {
        boolean busy = flight.underWay();
        if (busy && flight.tooSlow(pacer.kept())) {
            connection.close(CloseReason.CloseCodes.TRY_AGAIN_LATER, "too slow: a frame did not leave in time");
        }
        return busy;
    }

    /**
     * Hands a frame to the container, here or on another thread where that takes long.
     *
     * @param next the frame; not null
     */
    void send(SendOrder.Next next) {
        String frame = begin(next);
        try {
            sender.execute(frame, () -> sendNow(frame));
        } catch (RejectedExecutionException e) {
            connection.close(CloseReason.CloseCodes.GOING_AWAY, "the server is stopping");
            flight.end(false, pacer.now());
        } catch (RuntimeException e) {
            pacer.failed("sending", e);
            sent(false);
        }
    }

    /**
     * Hands a list to the container, on a thread that may take long. A long one is followed by a ping, whose answer says
     * that the list is there, and that the next one may come.
     *
     * @param next the list; not null
     */
    void sendList(SendOrder.Next next) {
        String frame = begin(next);
        pingDue = frame.length() >= FrameSender.LARGE;
        sendNow(frame);
    }

    private String begin(SendOrder.Next next) {
        flight.begin(next.message(), sendTimeoutNanos + next.frame().length() * NANOS_A_CHARACTER);
        return next.frame();
    }

    private void sendNow(String frame) {
        flight.handed(pacer.kept());
        try {
            Future<?> leaving = flight.carriesMessage() ? null : sender.share(session.getAsyncRemote(), frame);
            if (leaving == null) {
                session.getAsyncRemote().sendText(frame, result -> sent(result.isOK()));
            } else {
                flight.until(leaving);
            }
        } catch (RuntimeException e) {
            // the session is closed already, or about to be
            sent(false);
        }
        if (!connection.isOpen()) {
            // whoever closed it meanwhile may not have seen this frame
            flight.abandon();
        }
    }

    /** Where sending fails, what waits comes back at once; the session is closed a moment later, if it still is open. */
    private void sent(boolean left) {
        flight.end(left, pacer.now());
        if (!left) {
            connection.checkSoon();
            connection.giveBack();
        }
    }

    /** {@return whether a ping or a pong is to be sent} */
    boolean controlDue() {
        return pingDue || pong.get() != null;
    }

    /** Sends a pong, if one is due, or else a ping, if one is due. */
    void sendControlIfDue() {
        ByteBuffer answer = pong.getAndSet(null);
        if (answer != null) {
            sendControl(false, answer);
        } else if (pingDue) {
            pingDue = false;
            heartbeat.sent(pacer.kept());
            sendControl(true, Sentinels.payload(probe, pacer.now()));
        }
    }

    private void sendControl(boolean ping, ByteBuffer payload) {
        RemoteEndpoint.Async remote = session.getAsyncRemote();
        try {
            flight.begin(null, sendTimeoutNanos);
            flight.handed(pacer.kept());
            if (sender.control(remote, ping, payload, result -> sent(result.isOK()))) {
                return;
            }
            if (ping) {
                remote.sendPing(payload);
            } else {
                remote.sendPong(payload);
            }
            sent(true);
        } catch (IOException | RuntimeException e) {
            sent(false);
            connection.close(CloseReason.CloseCodes.UNEXPECTED_CONDITION, "a ping or pong could not be sent");
        }
    }

    /**
     * Has a ping answered that the server left to us. Of several that wait only the last one is (RFC 6455, section 5.5.3).
     *
     * @param payload what came with it; not null
     */
    void pinged(ByteBuffer payload) {
        heard();
        pong.set(payload);
        connection.wake();
    }

    /** Notes that something came from the client: it is alive. */
    void heard() {
        heartbeat.heard(pacer.now());
    }

    /** Notes that the client answered a ping that measures. */
    void answered() {
        heard();
        Sentinels.Probe measured = probe;
        if (measured != null) {
            probe = null;
            measured.answered(pacer.now());
        }
    }

    /** {@return a ping that measures the way, the one that is out if there is one; never null} */
    Sentinels.Probe probe() {
        Sentinels.Probe awaited = probe;
        if (awaited == null) {
            awaited = new Sentinels.Probe(connection);
            probe = awaited;
            pingDue = true;
            connection.wake();
        }
        return awaited;
    }

    /** Notes that a part of a message came from the client and the end of it did not; the rest has a few seconds. */
    void messageBegins() {
        if (arrival.begin(pacer.kept())) {
            connection.checkSoon();
        }
    }

    /** Notes that the message is whole. */
    void messageEnds() {
        arrival.end();
    }

    /** {@return whether nothing came since the last ping} */
    boolean unanswered() {
        return heartbeat.unanswered();
    }

    /**
     * Sees to frames that failed, to pings, and to peers that no longer answer them.
     *
     * @param now the time, in nanoseconds
     * @return how long there is nothing to see to, in nanoseconds
     */
    long check(long now) {
        if (flight.failedLongAgo(now)) {
            connection.close(CloseReason.CloseCodes.UNEXPECTED_CONDITION, "sending failed");
        } else if (flight.failed()) {
            connection.checkSoon();
        }
        if (arrival.late(pacer.kept())) {
            connection.close(CloseReason.CloseCodes.VIOLATED_POLICY, "a message did not come whole in time");
        } else if (arrival.underWay()) {
            connection.checkSoon();
        }
        Heartbeat.Verdict verdict = heartbeat.check(now, pacer.kept());
        if (verdict == Heartbeat.Verdict.PING) {
            pingDue = true;
        } else if (verdict == Heartbeat.Verdict.DEAD && !flight.underWay()) {
            // of a frame that is leaving the send timeout decides
            connection.close(CloseReason.CloseCodes.GOING_AWAY, "no answer to a ping");
        }
        return Math.max(heartbeat.quiet(now, pacer.kept()), Lookout.SOON);
    }

    /** The connection has ended: the container may say what became of the frame that it has, or not. */
    void abandon() {
        flight.abandon();
    }
}
