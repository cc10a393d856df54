package org.signaling.delivery;

import org.signaling.message.Delivery;
import org.signaling.message.Message.Request;

/** The way for messages from user to user. For all threads. */
@FunctionalInterface
public interface Relay {

    /** Told of messages that did not arrive although they were taken. */
    @FunctionalInterface
    interface Late {
        /**
         * A message came back: from a connection of its target that ended before it could leave, or from another server.
         * Called on any thread, perhaps before {@link Relay#deliver} has returned.
         *
         * @param why offline or busy; never null
         * @param request the message; never null
         * @param from the sender's connection; never null
         */
        void undelivered(Delivery why, Request request, Connection from);
    }

    /**
     * Hands a message to all connections of its target, on whichever servers.
     *
     * @param request the message, with its target; not null
     * @param frame what the target is to receive; not null
     * @param from the sender's connection; not null
     * @return what became of it as far as one can say now; never null
     */
    Delivery deliver(Request request, String frame, Connection from);
}
