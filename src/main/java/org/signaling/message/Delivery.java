package org.signaling.message;

/** What became of a message for a user. */
public enum Delivery {
    /** At least one connection of the user took it, or another server has it on its way to one. */
    TAKEN,
    /** The user has no connection, and the sender may know that. */
    OFFLINE,
    /** The sender may not message the user, who may be online or not. */
    FORBIDDEN,
    /** Too much waits already on every connection of the user, or for the server that has them. */
    BUSY
}
