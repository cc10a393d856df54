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
 * send the same bytes. Very long ones go in two fragments (RFC 6455, section 5.4), of which the second is just long enough
 * to be what Grizzly keeps.
 *
 * <p>For all threads.
 */
final class TyrusFrames {

    /** Shorter frames, in characters, are left to Tyrus. */
    static final int LONG = 1_024;

    private static final Logger LOG = System.getLogger(TyrusFrames.class.getName());
    private static final String REMOTE = "org.glassfish.tyrus.core.TyrusRemoteEndpoint";
    /** More bytes than these are sent in two fragments. */
    private static final int VERY_LONG = 262_144;
    /** The second one of them; from 8 kB on Grizzly takes it for a long one. */
    private static final int REST = 10_240;
    /** How many texts are remembered with their bytes. */
    private static final int REMEMBERED = 8;
    /** RFC 6455, section 5.2: the first byte of a frame. */
    private static final int FINAL_TEXT = 0x81;
    private static final int FIRST_OF_TEXT = 0x01;
    private static final int FINAL_CONTINUATION = 0x80;
    /** RFC 3629, section 3: the bytes of a character but the first. */
    private static final int CONTINUATION = 0x80;
    private static final int CONTINUED = 0xC0;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;
    private static final int MOST_IN_TWO_BYTES = 65_535;
    private static final int LONGEST_HEADER = 10;

    private record Encoded(String text, byte[][] frames) {
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
            Object socket = known.socket().get(remote);
            Future<?> leaving = null;
            for (byte[] frame : encoded(text)) {
                leaving = (Future<?>) known.send().invoke(socket, ByteBuffer.wrap(frame));
            }
            return leaving;
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
    private byte[][] encoded(String text) {
        int slot = System.identityHashCode(text) % REMEMBERED;
        Encoded last = remembered.get(slot);
        if (last == null || last.text() != text) {
            last = new Encoded(text, frames(text.getBytes(StandardCharsets.UTF_8)));
            remembered.set(slot, last);
        }
        return last.frames();
    }

    private static byte[][] frames(byte[] text) {
        if (text.length <= VERY_LONG) {
            return new byte[][]{frame(FINAL_TEXT, text, 0, text.length)};
        }
        int rest = text.length - REST;
        while ((text[rest] & CONTINUED) == CONTINUATION) {
            // not needed, but a client that decodes each fragment by itself finds whole characters
            rest++;
        }
        return new byte[][]{frame(FIRST_OF_TEXT, text, 0, rest),
            frame(FINAL_CONTINUATION, text, rest, text.length - rest)};
    }

    private static byte[] frame(int firstByte, byte[] text, int from, int length) {
        ByteBuffer header = ByteBuffer.allocate(LONGEST_HEADER).put((byte) firstByte);
        if (length > MOST_IN_TWO_BYTES) {
            header.put((byte) EIGHT_BYTES).putLong(length);
        } else {
            header.put((byte) TWO_BYTES).putShort((short) length);
        }
        header.flip();
        return ByteBuffer.allocate(header.remaining() + length).put(header).put(text, from, length).array();
    }
}
