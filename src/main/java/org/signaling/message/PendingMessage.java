package org.signaling.message;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * One message on its way to all places that may get it to its target: the connections that the target has here, and the
 * other servers where it has some. A place that got it out need not say so; when every place has failed, the sender is
 * told, once. Whoever asks the places counts as one until all were asked, so that nobody is told before.
 *
 * <p>For all threads, without a lock.
 */
public abstract class PendingMessage {

    private static final AtomicIntegerFieldUpdater<PendingMessage> PLACES = AtomicIntegerFieldUpdater
            .newUpdater(PendingMessage.class, "places");

    /** How many may still get it out, and one for who asks them. */
    private volatile int places = 1;
    private volatile boolean busy;

    /** For those who know whom to tell. */
    protected PendingMessage() {
    }

    /**
     * Adds places, before any of them is asked.
     *
     * @param more how many
     */
    public final void ask(int more) {
        PLACES.addAndGet(this, more);
    }

    /**
     * Notes that all places were asked, and at least one took the message. Where none did, whoever asked has the answer
     * already, and does not call this.
     */
    public final void asked() {
        failed(Delivery.OFFLINE);
    }

    /**
     * Notes that a place will not get the message out, or did not take it. Once for each place at most, and never
     * for one that got it out.
     *
     * @param why offline or busy; not null
     */
    public final void failed(Delivery why) {
        if (why == Delivery.BUSY) {
            busy = true;
        }
        if (PLACES.decrementAndGet(this) == 0) {
            undelivered(busy ? Delivery.BUSY : Delivery.OFFLINE);
        }
    }

    /** Notes that a place has got the message out. */
    public void arrived() {
        // as this place never fails, nobody is told
    }

    /**
     * Notes that a place handed the message to the network and has ended since: it may say later what became of it, or
     * never.
     */
    public void abandoned() {
        // as long as this place does not fail, nobody is told
    }

    /**
     * Tells the sender. Called once at most, on any thread, with no lock held.
     *
     * @param why busy if one place was, offline otherwise; never null
     */
    protected abstract void undelivered(Delivery why);
}
