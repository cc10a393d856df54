package org.signaling.delivery;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.signaling.handshake.Caller;
import org.signaling.message.Delivery;
import org.signaling.message.MessageWriter;
import org.signaling.message.PendingMessage;
import org.signaling.presence.PresenceCursor;
import org.signaling.settings.Settings;

/**
 * One open WebSocket of one user. The only file that sends or closes.
 *
 * <p><b>The turn.</b> Whoever flips {@link #paced} from false to true owns the connection's turn: only the owner sends,
 * and then hands the turn to the {@link Pacer}, which comes back 100 ms later and either sends the next frame or, when
 * nothing waits, gives the turn back. So a connection that was silent for 100 ms sends at once, a busy one sends once
 * each 100 ms, nothing is ever sent back to back, and no lock is held while sending. A frame that is still on its way
 * when the turn comes round keeps the next one waiting, up to the send timeout.
 *
 * <p>{@link #offer}, {@link #answer}, {@link #wake} and {@link #close}: all threads. {@link #turn}: the turn's owner.
 */
public final class Connection {

    private static final Logger LOG = System.getLogger(Connection.class.getName());

    /** How long before the end of its token a client is warned, in nanoseconds. */
    private static final long WARNING = TimeUnit.SECONDS.toNanos(60);
    /** The application's own close code (RFC 6455, section 7.4.2) for a token that has ended. */
    private static final CloseCode TOKEN_EXPIRED = CloseReason.CloseCodes.getCloseCode(4_401);

    private final Session session;
    private volatile Caller caller;
    private final Pacer pacer;
    private final Executor closer;
    private final FrameSender sender;
    private final Consumer<Connection> gone;
    private final Outbox outbox;
    private final PresenceCursor presence;
    private final SendOrder order;
    private final long sendTimeoutNanos;
    private final Heartbeat heartbeat;
    private final Arrival arrival = new Arrival();
    private final long opened;

    private final AtomicBoolean paced = new AtomicBoolean();
    /** Why the connection is closed; null while it is open. */
    private final AtomicReference<CloseReason> closed = new AtomicReference<>();
    private final Flight flight = new Flight();
    private volatile boolean pingDue;
    /** Measures how long an answer takes; null while none is awaited. */
    private volatile Sentinels.Probe probe;
    /** When the connection ends with its token, in nanoseconds; renewed by a fresh one. */
    private volatile long end;
    private volatile boolean warned;
    private final Lookout.Look look = new Lookout.Look(this);
    /** When the pacer is to come back; guarded by the turn. */
    private long due;

    /**
     * @param lifetime how long the connection may last, in nanoseconds
     * @param closer closes, off the threads that send
     * @param sender what connections share for sending
     * @param gone told once before the connection is closed from this side
     */
    Connection(Session session, Caller caller, long lifetime, PresenceCursor presence, Settings settings, Pacer pacer,
            Executor closer, FrameSender sender, Consumer<Connection> gone) {
        this.session = session;
        this.caller = caller;
        this.pacer = pacer;
        this.closer = closer;
        this.sender = sender;
        this.gone = gone;
        this.presence = presence;
        this.outbox = new Outbox(settings.maxQueuedMessages(), settings.maxQueuedBytes(), pacer.waits());
        this.order = new SendOrder(outbox, presence);
        this.sendTimeoutNanos = settings.sendTimeout().toNanos();
        this.opened = pacer.now();
        this.end = opened + lifetime;
        this.heartbeat = new Heartbeat(settings, opened);
    }

    /** {@return the user; never null} */
    public Caller caller() {
        return caller;
    }

    /**
     * Queues a signaling message, or sends it at once.
     *
     * @param frame the message; not null
     * @param message is told if it was taken and could not be sent; not null
     * @return taken; busy if too much waits already; offline if the connection is closed
     */
    Delivery offer(String frame, PendingMessage message) {
        if (closed.get() != null) {
            return Delivery.OFFLINE;
        }
        Delivery taken = outbox.offer(frame, message, pacer.now());
        wake();
        return taken;
    }

    /**
     * Answers one of the connection's own messages. A client that sends so much nonsense that not even the answers find
     * room is closed.
     *
     * @param frame the answer; not null
     */
    public void answer(String frame) {
        closeIfNoRoom(outbox.offerAnswer(frame));
    }

    /** Says what became of a message that had been taken; of such answers more may wait, because many come at once. */
    public void answerLate(String frame) {
        closeIfNoRoom(outbox.offerLateAnswer(frame));
    }

    /** Answers with the list of users, made when it leaves, and no older than the question. */
    public void answerUserList() {
        presence.ask();
        closeIfNoRoom(outbox.offerList());
    }

    /**
     * Has a client that takes presence in batches told what it does not know.
     *
     * @param version the number of the last batch that it knows; 0 if it knows none
     */
    public void resumePresence(long version) {
        presence.resume(version);
        wake();
    }

    private void closeIfNoRoom(boolean room) {
        if (!room) {
            close(CloseReason.CloseCodes.VIOLATED_POLICY, "more messages than answers find room for");
        }
        wake();
    }

    /** Takes the turn if nobody has it, and sends what waits. */
    void wake() {
        if (closed.get() == null && paced.compareAndSet(false, true)) {
            turn();
        }
    }

    /** Sends the next frame and has the pacer come back, or gives the turn back. */
    void turn() {
        long now = pacer.now();
        do {
            if (closed.get() != null || flight.failed()) {
                return;
            }
            if (flight.underWay()) {
                if (now - flight.since() > sendTimeoutNanos) {
                    close(CloseReason.CloseCodes.VIOLATED_POLICY, "too slow: a frame did not leave in "
                            + Duration.ofNanos(sendTimeoutNanos).toSeconds() + " s");
                } else {
                    pacer.comeBack(this, now);
                }
                return;
            }
            sendPingIfDue();
            SendOrder.Next next = order.next(now);
            if (next != null) {
                flight.begin(next.message(), now);
                send(next.frame());
                pacer.comeBack(this, now);
                return;
            }
            if (outbox.owesList()) {
                // there will be a list that is new enough by then
                pacer.comeBack(this, now);
                return;
            }
            if (presence.postponed()) {
                checkSoon();
            }
            paced.set(false);
        } while ((pingDue || order.hasWork(now)) && paced.compareAndSet(false, true));
    }

    private void send(String frame) {
        try {
            sender.execute(frame, () -> sendNow(frame));
        } catch (RejectedExecutionException e) {
            close(CloseReason.CloseCodes.GOING_AWAY, "the server is stopping");
            flight.end(false, pacer.now());
        }
    }

    private void sendNow(String frame) {
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
        if (closed.get() != null) {
            // whoever closed it meanwhile may not have seen this frame
            flight.abandon();
        }
    }

    /** Where sending fails, what waits comes back at once; the session is closed a moment later, if it still is open. */
    private void sent(boolean left) {
        flight.end(left, pacer.now());
        if (!left) {
            checkSoon();
            giveBack();
        }
    }

    /** Notes that something came from the client: it is alive. */
    public void heard() {
        heartbeat.heard(pacer.now());
    }

    /** Notes that the client answered a ping that measures. */
    public void answered() {
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
            awaited = new Sentinels.Probe(this);
            probe = awaited;
            pingDue = true;
            wake();
        }
        return awaited;
    }

    /** {@return the time by which the connection goes, in nanoseconds} */
    long now() {
        return pacer.now();
    }

    /** Notes that a part of a message came from the client and the end of it did not; the rest has a few seconds. */
    public void messageBegins() {
        if (arrival.begin(pacer.now())) {
            checkSoon();
        }
    }

    /** Notes that the message is whole. */
    public void messageEnds() {
        arrival.end();
    }

    /**
     * Takes what a fresh token of the same user says.
     *
     * @param fresh the same user; not null
     * @param lifetime how long the connection may last from now on, in nanoseconds
     */
    void renew(Caller fresh, long lifetime) {
        caller = fresh;
        end = pacer.now() + lifetime;
        warned = false;
        checkSoon();
    }

    /** Has the pacer call {@link #check} in a second, if it would be later otherwise. */
    void checkSoon() {
        pacer.checkSoon(look);
    }

    /**
     * Sees to what comes with time: the end of the token, pings and peers that no longer answer them, and lists that were
     * not due when the last event came.
     *
     * @param now the time, in nanoseconds
     * @return when there may be something to see again, unless {@link #checkSoon} asks for it sooner
     */
    long check(long now) {
        long left = end - now;
        if (left <= 0) {
            close(TOKEN_EXPIRED, "the token has expired; connect again with a fresh one");
        } else if (left <= WARNING && !warned) {
            warned = true;
            warn(TimeUnit.NANOSECONDS.toSeconds(left));
        }
        if (flight.failedLongAgo(now)) {
            close(CloseReason.CloseCodes.UNEXPECTED_CONDITION, "sending failed");
        } else if (flight.failed()) {
            checkSoon();
        }
        if (arrival.late(now)) {
            close(CloseReason.CloseCodes.VIOLATED_POLICY, "a message did not come whole in time");
        } else if (arrival.underWay()) {
            checkSoon();
        }
        Heartbeat.Verdict verdict = heartbeat.check(now);
        if (verdict == Heartbeat.Verdict.DEAD) {
            close(CloseReason.CloseCodes.GOING_AWAY, "no answer to a ping");
        } else if (verdict == Heartbeat.Verdict.PING) {
            pingDue = true;
        }
        wake();
        return now + Math.min(heartbeat.next() - now, warned ? left : left - WARNING);
    }

    /** Clients of the Go server, which name no subprotocol, take any message that they do not know for the end. */
    private void warn(long seconds) {
        String subprotocol = session.getNegotiatedSubprotocol();
        if (subprotocol != null && !subprotocol.isEmpty()) {
            answer(MessageWriter.expiring(seconds));
        }
    }

    private void sendPingIfDue() {
        if (pingDue) {
            pingDue = false;
            try {
                session.getAsyncRemote().sendPing(Sentinels.payload(probe, pacer.now()));
            } catch (IOException | RuntimeException e) {
                close(CloseReason.CloseCodes.UNEXPECTED_CONDITION, "a ping could not be sent");
            }
        }
    }

    /**
     * Closes the connection, on another thread. Only the first call counts.
     *
     * @param code the close code (RFC 6455, section 7.4); not null
     * @param reason for the person behind the client; at most 123 bytes in UTF-8
     */
    public void close(CloseCode code, String reason) {
        CloseReason closeReason = new CloseReason(code, reason);
        if (closed.compareAndSet(null, closeReason)) {
            look.end();
            try {
                closer.execute(() -> closeNow(closeReason));
            } catch (RejectedExecutionException e) {
                // the server is stopping: then it may as well wait for this one here
                closeNow(closeReason);
            }
        }
    }

    private void closeNow(CloseReason reason) {
        gone.accept(this);
        try {
            session.close(reason);
        } catch (IOException | RuntimeException e) {
            // closed by the other side meanwhile, or nobody is there to be told
            LOG.log(Level.DEBUG, "closing a connection of {0}: {1}", caller.user().id(), e.toString());
        }
    }

    /**
     * Notes that the container closed the connection: nothing more is sent.
     *
     * @param reason what the other side gave as its reason; not null
     */
    public void closedByPeer(CloseReason reason) {
        closed.compareAndSet(null, reason);
        look.end();
    }

    /** Has what still waits come back to its senders, once it is closed; what the container has, if the container fails. */
    void giveBack() {
        outbox.end().forEach(message -> message.failed(Delivery.OFFLINE));
        flight.abandon();
    }

    /** {@return why the connection is closed, by whichever side that was first; null while it is open} */
    CloseReason closeReason() {
        return closed.get();
    }

    /** {@return how long ago the connection was opened; never null} */
    public Duration age() {
        return Duration.ofNanos(pacer.now() - opened);
    }

    /** {@return when the pacer is to come back, in nanoseconds} */
    long due() {
        return due;
    }

    /**
     * Sets when the pacer is to come back.
     *
     * @param time in nanoseconds
     */
    void due(long time) {
        due = time;
    }

    /** {@return how many signaling messages wait} */
    public int queued() {
        return outbox.size();
    }
}
