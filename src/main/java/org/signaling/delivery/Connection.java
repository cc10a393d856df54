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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.signaling.handshake.Caller;
import org.signaling.message.Delivery;
import org.signaling.message.PendingMessage;
import org.signaling.presence.PresenceCursor;
import org.signaling.settings.Settings;

/**
 * One open WebSocket of one user. The only file that closes it; {@link Wire} sends.
 *
 * <p><b>The turn.</b> Whoever flips {@link #paced} from false to true owns the connection's turn: only the owner sends,
 * and then hands the turn to the {@link Pacer}, which comes back 100 ms later and either sends the next frame or, when
 * nothing waits, gives the turn back. So a connection that was silent for 100 ms sends at once, a busy one sends once
 * each 100 ms, nothing is ever sent back to back, and no lock is held while sending. A frame that is still on its way
 * when the turn comes round keeps the next one waiting, up to the send timeout. While many users are online, lists wait
 * in a {@link ListQueue}, and the turn goes on without them until the connection is called.
 *
 * <p>{@link #offer}, {@link #answer}, {@link #wake} and {@link #close}: all threads. {@link #turn}: the turn's owner.
 */
public final class Connection {

    private static final Logger LOG = System.getLogger(Connection.class.getName());

    private final Session session;
    private volatile Caller caller;
    private final Pacer pacer;
    private final Executor closer;
    private final ListQueue lists;
    private final Wire wire;
    private final Consumer<Connection> gone;
    private final Outbox outbox;
    private final PresenceCursor presence;
    private final SendOrder order;
    private final long opened;

    private final AtomicBoolean paced = new AtomicBoolean();
    /** Why the connection is closed; null while it is open. */
    private final AtomicReference<CloseReason> closed = new AtomicReference<>();
    private final Expiry expiry;
    private final Lookout.Look look = new Lookout.Look(this);
    private final ListQueue.Place place = new ListQueue.Place(this);
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
        this.lists = sender.lists();
        this.wire = new Wire(this, session, settings, pacer, sender);
        this.gone = gone;
        this.presence = presence;
        this.outbox = new Outbox(settings.maxQueuedMessages(), settings.maxQueuedBytes(), pacer.waits());
        this.order = new SendOrder(outbox, presence);
        this.opened = pacer.now();
        this.expiry = new Expiry(opened + lifetime, session);
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
            turn(false);
        }
    }

    /** It is this connection's turn for a list, now if nobody has its turn, else when it comes round. */
    void called() {
        if (closed.get() != null) {
            place.giveBack();
        } else if (paced.compareAndSet(false, true)) {
            turn(true);
        }
    }

    /**
     * Sends the next frame and has the pacer come back, or gives the turn back. Whatever throws, the turn is not lost.
     *
     * @param mayTakeLong whether this thread is one for lists
     */
    void turn(boolean mayTakeLong) {
        long now = pacer.now();
        boolean mine = true;
        boolean failed = true;
        try {
            while (mine && !isHandedOn(now, mayTakeLong)) {
                mine = false;
                paced.set(false);
                mine = hasWork(now) && paced.compareAndSet(false, true);
            }
            failed = false;
        } catch (RuntimeException e) {
            pacer.failed("the turn of a connection", e);
        } finally {
            if (failed && mine) {
                pacer.comeBack(this, now);
            }
            if (failed) {
                checkSoon();
            }
        }
    }

    private boolean hasWork(long now) {
        return wire.controlDue() || place.called() || order.hasWork(now) || mayWaitForList(now) && place.free();
    }

    /** Whoever has not answered since the last list has perhaps not even got it. */
    private boolean mayWaitForList(long now) {
        return order.waitsForList(now) && !wire.unanswered();
    }

    /** Does what there is to do; false if that is nothing, so that the turn is to be given back. */
    private boolean isHandedOn(long now, boolean mayTakeLong) {
        if (closed.get() != null || wire.failed()) {
            place.giveBack();
            return true;
        }
        if (wire.busy()) {
            pacer.comeBack(this, now);
            return true;
        }
        place.left();
        wire.sendControlIfDue();
        if (wire.busy()) {
            // where nothing waits, what comes when the control frame has left goes at once
            lookAgainSoon(now);
            return false;
        }
        boolean called = place.called();
        if (called && !mayTakeLong) {
            lists.handOver(this);
            return true;
        }
        SendOrder.Next next = order.next(now, called);
        boolean list = called && next != null && next.list();
        if (list) {
            place.leaves(next.frame().length());
            wire.sendList(next);
        } else if (next != null) {
            wire.send(next);
        }
        if (called && !list) {
            place.giveBack();
        }
        if (mayWaitForList(now)) {
            lists.join(place);
        }
        if (next != null || order.owesList()) {
            // a list that is owed will be new enough by then
            pacer.comeBack(this, now);
            return true;
        }
        lookAgainSoon(now);
        return false;
    }

    private void lookAgainSoon(long now) {
        if (presence.postponed() || order.waitsForList(now)) {
            checkSoon();
        }
    }

    /** Notes that something came from the client: it is alive. */
    public void heard() {
        wire.heard();
    }

    /** Notes that the client answered a ping that measures. */
    public void answered() {
        wire.answered();
    }

    /** {@return a ping that measures the way, the one that is out if there is one; never null} */
    Sentinels.Probe probe() {
        return wire.probe();
    }

    /** Has the thread that brought a message help the pacer, if that is late. */
    public void helpPacer() {
        pacer.help();
    }

    /** {@return the time by which the connection goes, in nanoseconds} */
    long now() {
        return pacer.now();
    }

    /**
     * Has a ping of the client answered that the container did not see.
     *
     * @param payload what came with it, 125 bytes at most; not null
     */
    public void pinged(ByteBuffer payload) {
        wire.pinged(payload);
    }

    /** Notes that a part of a message came from the client and the end of it did not; the rest has a few seconds. */
    public void messageBegins() {
        wire.messageBegins();
    }

    /** Notes that the message is whole. */
    public void messageEnds() {
        wire.messageEnds();
    }

    /**
     * Takes what a fresh token of the same user says.
     *
     * @param fresh the same user; not null
     * @param lifetime how long the connection may last from now on, in nanoseconds
     */
    void renew(Caller fresh, long lifetime) {
        caller = fresh;
        expiry.renew(pacer.now() + lifetime);
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
        long quiet = Math.min(expiry.check(now, this), wire.check(now));
        wake();
        return now + quiet;
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
        wire.abandon();
        place.giveBack();
    }

    /** {@return why the connection is closed, by whichever side that was first; null while it is open} */
    CloseReason closeReason() {
        return closed.get();
    }

    /** {@return whether nobody has closed it} */
    boolean isOpen() {
        return closed.get() == null;
    }

    /** {@return whether a list that the client asked for is new enough; true if it asked for none} */
    boolean listReady(long now) {
        return order.listReady(now);
    }

    /** {@return how long ago the connection was opened; never null} */
    public Duration age() {
        return Duration.ofNanos(pacer.now() - opened);
    }

    /** {@return when the pacer is to come back, in nanoseconds} */
    long due() {
        return due;
    }

    /** Sets when the pacer is to come back, in nanoseconds. */
    void due(long time) {
        due = time;
    }

    /** {@return how many signaling messages wait} */
    public int queued() {
        return outbox.size();
    }
}
