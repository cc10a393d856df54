package org.signaling.delivery;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Has Payara send long frames that go to many without encoding them for each. Payara alone: on other servers this does
 * nothing.
 *
 * <p>Tyrus, Payara's WebSocket container, encodes a text for every connection anew, one character after the other, which
 * for a list of some thousand users takes milliseconds; and below it Grizzly keeps the bytes of a connection's last long
 * frame, however long the connection is silent. Tyrus can send a frame that is encoded already, but from its own session
 * only, which its remote endpoint has in a field. So the last few long texts are encoded here once, and all connections
 * send, and keep, the same bytes.
 *
 * <p>For all threads.
 */
final class TyrusFrames {

    /** Shorter frames, in characters, are left to Tyrus. */
    static final int LONG = 1_024;

    private static final Logger LOG = System.getLogger(TyrusFrames.class.getName());
    private static final String REMOTE = "org.glassfish.tyrus.core.TyrusRemoteEndpoint";
    /** How many texts are remembered with their bytes. */
    private static final int REMEMBERED = 8;
    /** RFC 6455, section 5.2: the last frame of a message, of text. */
    private static final byte FINAL_TEXT = (byte) 0x81;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;
    private static final int MOST_IN_TWO_BYTES = 65_535;
    private static final int LONGEST_HEADER = 10;

    private record Encoded(String text, byte[] frame) {
    }

    /** How to get from a remote endpoint to its socket, and to send there; both null where that cannot be done. */
    private record Way(Field socket, Method send) {
    }

    private final AtomicReferenceArray<Encoded> remembered = new AtomicReferenceArray<>(REMEMBERED);
    private volatile Way way;

    /**
     * Sends a text if it is long, and if the remote endpoint is one of Tyrus.
     *
     * @param remote a session's asynchronous remote endpoint; not null
     * @param text what; not null
     * @return tells when it has left; null if it was not sent
     * @throws IllegalStateException if the session is closed
     */
    Future<?> send(Object remote, String text) {
        if (text.length() < LONG) {
            return null;
        }
        Way known = way;
        if (known == null) {
            known = find(remote.getClass());
            way = known;
        }
        if (known.send() == null) {
            return null;
        }
        try {
            return (Future<?>) known.send().invoke(known.socket().get(remote), ByteBuffer.wrap(encoded(text)));
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("the field was made accessible", e);
        }
    }

    /** {@return whether frames can be sent that are encoded already} */
    static boolean canSend(Class<?> remote) {
        return find(remote).send() != null;
    }

    private static Way find(Class<?> remote) {
        Class<?> type = remote;
        while (type != null && !type.getName().equals(REMOTE)) {
            type = type.getSuperclass();
        }
        if (type == null) {
            return new Way(null, null);
        }
        try {
            Field socket = type.getDeclaredField("webSocket");
            socket.setAccessible(true);
            return new Way(socket, socket.getType().getMethod("sendRawFrame", ByteBuffer.class));
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.WARNING, "This Payara encodes each list of users once for each connection; with thousands of"
                    + " users that costs time and memory: {0}", e.toString());
            return new Way(null, null);
        }
    }

    /** The same text object is nearly always another connection's, a moment ago. */
    private byte[] encoded(String text) {
        int slot = System.identityHashCode(text) % REMEMBERED;
        Encoded last = remembered.get(slot);
        if (last == null || last.text() != text) {
            last = new Encoded(text, frame(text.getBytes(StandardCharsets.UTF_8)));
            remembered.set(slot, last);
        }
        return last.frame();
    }

    private static byte[] frame(byte[] payload) {
        ByteBuffer header = ByteBuffer.allocate(LONGEST_HEADER).put(FINAL_TEXT);
        if (payload.length > MOST_IN_TWO_BYTES) {
            header.put((byte) EIGHT_BYTES).putLong(payload.length);
        } else {
            header.put((byte) TWO_BYTES).putShort((short) payload.length);
        }
        header.flip();
        return ByteBuffer.allocate(header.remaining() + payload.length).put(header).put(payload).array();
    }
}
