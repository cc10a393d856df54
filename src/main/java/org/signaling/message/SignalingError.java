package org.signaling.message;

/** Every error that a sender can be told of, with the code that stands on the wire. */
public enum SignalingError {

    /** The frame is no message: not text, not JSON, no type, or a type that only the server sends. */
    BAD_MESSAGE("bad-message", true),
    /** The message has no target, or its target is no user id. */
    BAD_TARGET("bad-target", true),
    /** The frame is larger than {@code signaling.message.max-bytes}. */
    TOO_LARGE("too-large", true),
    /** The target has no open connection. */
    TARGET_OFFLINE("target-offline", false),
    /** The target's queue is full; the message was not queued. */
    TARGET_BUSY("target-busy", false),
    /** The sender sends more messages than {@code signaling.limit.messages-per-second} allows. */
    TOO_FAST("too-fast", false),
    /** The sender may not do this. */
    FORBIDDEN("forbidden", false);

    private final String code;
    private final boolean nonsense;

    SignalingError(String code, boolean nonsense) {
        this.code = code;
        this.nonsense = nonsense;
    }

    /** {@return the code on the wire; never null} */
    public String code() {
        return code;
    }

    /** {@return whether the sender's client is at fault: enough of these in a row close the connection} */
    public boolean nonsense() {
        return nonsense;
    }
}
