package org.signaling.delivery;

import org.signaling.message.UserId;

/** The way for messages from user to user. For all threads. */
public interface Relay {

    /**
     * Hands a message to all connections of a user.
     *
     * @param sender who is online and sends it; not null
     * @param target for whom; not null
     * @param frame the message; not null
     * @return what became of it; never null
     */
    Delivery deliver(UserId sender, UserId target, String frame);
}
