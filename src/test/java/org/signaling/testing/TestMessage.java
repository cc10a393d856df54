package org.signaling.testing;

import java.util.concurrent.atomic.AtomicInteger;
import org.signaling.message.Delivery;
import org.signaling.message.PendingMessage;

/** A message that counts what it is told. For all threads. */
public final class TestMessage extends PendingMessage {

    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicInteger abandoned = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();
    private volatile Delivery why;

    @Override
    public void arrived() {
        arrived.incrementAndGet();
    }

    @Override
    public void abandoned() {
        abandoned.incrementAndGet();
    }

    @Override
    protected void undelivered(Delivery reason) {
        why = reason;
        told.incrementAndGet();
    }

    /** At how many places it left for a client. */
    public int arrivals() {
        return arrived.get();
    }

    /** At how many places it was handed to the network by a connection that ended before it was known what became of it. */
    public int abandonments() {
        return abandoned.get();
    }

    /** How often its sender would have been told that it did not arrive. */
    public int told() {
        return told.get();
    }

    /** What its sender would have been told last; null if nothing. */
    public Delivery why() {
        return why;
    }
}
