package org.signaling.delivery;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.signaling.message.Delivery;
import org.signaling.message.PendingMessage;

/**
 * The one frame of a connection that the container has, until it says whether the frame left. {@link #begin}: the turn's
 * owner; the rest: all threads.
 */
final class Flight {

    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(500);

    private final AtomicReference<PendingMessage> message = new AtomicReference<>();
    private volatile boolean underWay;
    /** Since when the container has it, on the pacer's kept time; nothing before {@link #handed}. */
    private volatile long since;
    private volatile boolean handed;
    private volatile long patience;
    /** What knows when the frame has left, where the container does not say it; null elsewhere. */
    private volatile Future<?> leaving;
    private volatile boolean failed;
    private volatile long failedAt;

    /**
     * A frame is about to be handed to the container, now or when a thread is free for it.
     *
     * @param carried the message in it; null if it is none of another user's
     * @param most how long the container may take, in nanoseconds
     */
    void begin(PendingMessage carried, long most) {
        handed = false;
        patience = most;
        leaving = null;
        message.set(carried);
        underWay = true;
    }

    /** {@return whether the frame is a message of another user, who wants to know what becomes of it} */
    boolean carriesMessage() {
        return message.get() != null;
    }

    /**
     * Sets what knows when the frame has left, because the container will not say so itself.
     *
     * @param frame done when the frame has left or will not; not null
     */
    void until(Future<?> frame) {
        leaving = frame;
    }

    /** {@return whether a frame is on its way} */
    boolean underWay() {
        Future<?> known = leaving;
        return underWay && (known == null || !known.isDone());
    }

    /**
     * The container gets the frame: its time begins. What the frame waited for a thread before is not the client's fault.
     *
     * @param kept the time that the server has kept up, in nanoseconds
     */
    void handed(long kept) {
        since = kept;
        handed = true;
    }

    /**
     * {@return whether the container has had the frame for longer than it may}
     *
     * @param kept the time that the server has kept up, in nanoseconds
     */
    boolean tooSlow(long kept) {
        return handed && kept - since > patience;
    }

    /**
     * The frame left, or will not: its sender is told.
     *
     * @param left which of the two
     * @param now the time, in nanoseconds
     */
    void end(boolean left, long now) {
        if (!left) {
            failedAt = now;
            failed = true;
        }
        PendingMessage carried = message.getAndSet(null);
        underWay = false;
        if (carried == null) {
            return;
        }
        if (left) {
            carried.arrived();
        } else {
            carried.failed(Delivery.OFFLINE);
        }
    }

    /** {@return whether a frame did not leave, so that none will any more} */
    boolean failed() {
        return failed;
    }

    /**
     * {@return whether that is so long ago that the container should have closed the connection itself} It does when it
     * finds that the client has gone, and Open Liberty loses sockets for ever that are closed in that very moment.
     *
     * @param now the time, in nanoseconds
     */
    boolean failedLongAgo(long now) {
        return failed && now - failedAt >= PATIENCE;
    }

    /** The connection has ended: the container may say what became of the frame, or not. */
    void abandon() {
        PendingMessage carried = message.get();
        if (carried != null) {
            carried.abandoned();
        }
    }
}
