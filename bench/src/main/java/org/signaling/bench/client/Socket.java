package org.signaling.bench.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** One WebSocket of the load, as little of RFC 6455 as a well-behaved server needs. For the {@link Loop}'s thread. */
public final class Socket {

    /** From the first packet to the last. */
    enum Phase {
        CONNECTING, HANDSHAKE, OPEN, CLOSED
    }

    private final int user;
    final SocketChannel channel;
    final byte[] request;
    SelectionKey key;
    Phase phase = Phase.CONNECTING;
    String failure;
    /** The begin of a frame that has not come whole. */
    byte[] head;
    /** A large frame that is coming. */
    ByteBuffer large;
    /** The parts so far of a message in several frames. */
    ByteArrayOutputStream parts;
    /** What the network did not take yet. */
    ByteBuffer unsent;
    boolean closing;
    boolean wasOpen;

    Socket(int user, SocketChannel channel, byte[] request) {
        this.user = user;
        this.channel = channel;
        this.request = request;
    }

    /** {@return the user's number} */
    public int user() {
        return user;
    }

    /** {@return whether messages can be sent} */
    public boolean open() {
        return phase == Phase.OPEN;
    }

    /** {@return whether the handshake succeeded, whatever came after it} */
    public boolean wasOpen() {
        return wasOpen;
    }

    /** {@return why it was closed or never opened; null if nothing went wrong} */
    public String failure() {
        return failure;
    }
}
