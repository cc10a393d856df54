package org.signaling.message;

/**
 * One frame of a client, understood. Whoever holds a {@code Message} need not check it again. The body alone is not read
 * yet: a signal's never is, and one of the server's own by {@link OwnBody}, once the sender may ask.
 */
public sealed interface Message {

    /** {@return what an error that answers this message repeats of it; never null} */
    Request request();

    /** A client asks who is online. */
    record UserListRequest(Request request) implements Message {
    }

    /** A client asks for its STUN and TURN servers. */
    record IceServersRequest(Request request) implements Message {
    }

    /** A client asks whom the server takes it for. */
    record SelfRequest(Request request) implements Message {
    }

    /**
     * A client that takes presence in batches says what it knows: {@link OwnBody#version}.
     *
     * @param body the JSON text of the body, not read yet; null where there was none
     * @param request what an error repeats of the message; never null
     */
    record PresenceRequest(String body, Request request) implements Message {
    }

    /**
     * A client brings a fresh token of the same user: {@link OwnBody#token}.
     *
     * @param body the JSON text of the body, not read yet; null where there was none
     * @param request what an error repeats of the message; never null
     */
    record TokenRefresh(String body, Request request) implements Message {

        /** {@return the kind of message alone: tokens appear nowhere} */
        @Override
        public String toString() {
            return "TokenRefresh";
        }
    }

    /**
     * A signaling message for another user.
     *
     * @param type what the clients call it; never null, and none of the server's own types
     * @param target whom it is for; never null
     * @param body the JSON text of the body exactly as the client wrote it; null where there was none
     * @param request what an error repeats of the message; never null
     */
    record Signal(String type, UserId target, String body, Request request) implements Message {
    }

    /**
     * A frame that cannot be acted on.
     *
     * @param error why
     * @param detail what was wrong, for the person who wrote the client; never null
     * @param request as much of the message as could be read; never null
     */
    record Refused(SignalingError error, String detail, Request request) implements Message {
    }

    /**
     * What an error repeats of the message that it answers, so that a client can tell which one it was.
     *
     * @param type the message's type; null where unknown
     * @param target the message's target; null where unknown
     * @param id the JSON text of the message's {@code id}; null where it had none
     */
    record Request(String type, UserId target, String id) {

        /** Of a frame of which nothing could be read. */
        public static final Request UNKNOWN = new Request(null, null, null);
    }
}
