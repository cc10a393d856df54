package org.signaling.cluster;

import java.util.function.Consumer;
import org.signaling.message.Delivery;

/**
 * One message on its way to the servers where its target is. When the last of them has answered and nobody took it, its
 * sender is told. For all threads.
 */
final class PendingMessage {

    private final Consumer<Delivery> failed;
    private boolean taken;
    private Delivery worst;
    private int pending;

    /**
     * @param places how many answers there will be
     * @param here what became of the message on this server; not null
     * @param failed told if nobody took the message; not null
     */
    PendingMessage(int places, Delivery here, Consumer<Delivery> failed) {
        this.pending = places;
        this.taken = here == Delivery.TAKEN;
        this.worst = here;
        this.failed = failed;
    }

    /**
     * Notes one answer.
     *
     * @param delivery what became of the message at one place; not null
     */
    void settle(Delivery delivery) {
        Delivery outcome;
        synchronized (this) {
            taken |= delivery == Delivery.TAKEN;
            worst = delivery == Delivery.BUSY ? delivery : worst;
            outcome = --pending > 0 || taken ? null : worst;
        }
        if (outcome != null) {
            failed.accept(outcome);
        }
    }
}
