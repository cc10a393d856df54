package org.signaling.delivery;

/** What became of a message for a user. */
public enum Delivery {
    /** At least one connection of the user took it. */
    TAKEN,
    /** The user has no connection, and the sender may know that. */
    OFFLINE,
    /** The sender may not message the user, who may be online or not. */
    FORBIDDEN,
    /** Too much waits already on every connection of the user. */
    BUSY
}
