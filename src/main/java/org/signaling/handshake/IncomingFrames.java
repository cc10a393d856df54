package org.signaling.handshake;

import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.signaling.handshake.HandshakeConfigurator.FrameListener;
import org.signaling.handshake.HandshakeConfigurator.Transport;

/**
 * Looks at the heads of a client's frames (RFC 6455, section 5.2) before the container has them, where the container
 * would keep all that a head announces. So no more of a message waits in memory than one may have.
 *
 * <p>A frame that is longer than a message may be is never kept: the container gets white space in its place, one byte
 * longer than a message may be, so that the endpoint answers it as it does any other that is too large. What announces
 * {@value HandshakeConfigurator#FAR_TOO_LARGE} times as much is refused at once, and so are frames without a mask and more pings than anybody
 * has a use for. Where a container would wait while it answers a ping, it does not get pings at all
 * ({@link #takePings}).
 *
 * <p>{@link #pass}: one thread at a time. {@link #watch}: all threads.
 */
final class IncomingFrames {

    /** How many pings a client may send within a second; each is answered, whether anybody reads that or not. */
    static final int PINGS = 50;

    private static final int LONGEST_HEAD = 14;
    private static final int MASK = 4;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7F;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;
    private static final int FINAL = 0x80;
    private static final int CONTROL = 0x08;
    private static final int OPCODE = 0x0F;
    private static final int CLOSE = 8;
    private static final int PING = 9;

    private record Refusal(CloseCode code, String reason) {
    }

    private final int maxBytes;
    private final LongSupplier nanoTime;
    private final byte[] head = new byte[LONGEST_HEAD];
    private int headBytes;
    /** Of the payload: how much is still to come, and how much of that goes on. */
    private long left;
    private long kept;
    private boolean replaced;
    private boolean withinMessage;
    private long messageBytes;
    private int whole;
    private long second;
    private int pings;
    private boolean pingsTaken;
    private boolean closing;
    /** Whether the frame that is coming is kept from the container. */
    private boolean taken;
    /** Of the ping that is being taken: its mask, and its payload as far as it has come; null while none is. */
    private ByteBuffer ping;
    private volatile boolean unfinished;
    private volatile Refusal refusal;
    private volatile FrameListener listener;
    private volatile Transport transport;

    /**
     * @param maxBytes how many bytes a message may have
     * @param nanoTime the time, in nanoseconds; not null
     */
    IncomingFrames(int maxBytes, LongSupplier nanoTime) {
        this.maxBytes = maxBytes;
        this.nanoTime = nanoTime;
        second = nanoTime.getAsLong();
    }

    /**
     * Tells who is to know what happens, and what has happened already.
     *
     * @param told is told on the thread that reads; not null
     */
    void watch(FrameListener told) {
        listener = told;
        Refusal refused = refusal;
        if (refused != null) {
            told.refused(refused.code(), refused.reason());
        } else if (unfinished) {
            told.begins();
            if (!unfinished) {
                told.ends();
            }
        }
    }

    /** Keeps pings from the container: who watches answers them. Before anything comes. */
    void takePings() {
        pingsTaken = true;
    }

    /** Keeps all frames that begin from now on from the container, except close frames: it waits for one. By who passes. */
    void onlyClose() {
        closing = true;
    }

    /**
     * Sets what is below the container.
     *
     * @param below not null
     */
    void over(Transport below) {
        transport = below;
    }

    /** {@return what is below the container; null where that ends all connections by itself} */
    Transport transport() {
        return transport;
    }

    /** The connection has ended: nobody is told any more, nor kept. */
    void end() {
        listener = null;
    }

    /** {@return how many bytes wait for the rest of their head} */
    int held() {
        return headBytes;
    }

    /**
     * Takes bytes of the client, and leaves in their place those that the container gets.
     *
     * @param bytes the bytes; not null
     * @param from where they begin; {@link #held} bytes before it are free
     * @param count how many there are
     * @return how many the container gets, beginning with the first of the free ones
     */
    int pass(byte[] bytes, int from, int count) {
        int start = from - headBytes;
        int out = start;
        int end = from + count;
        whole = -1;
        for (int in = from; in < end && refusal == null;) {
            if (left == 0) {
                head[headBytes++] = bytes[in++];
                if (headBytes == headLength() && begin()) {
                    take();
                    if (!taken) {
                        System.arraycopy(head, 0, bytes, out, headBytes);
                        out += headBytes;
                    }
                    headBytes = 0;
                    whole = endIfWhole() ? out - start : whole;
                }
            } else {
                int here = (int) Math.min(left, end - in);
                int on = (int) Math.min(here, kept);
                if (ping != null) {
                    ping.put(bytes, in, here);
                } else if (replaced) {
                    Arrays.fill(bytes, out, out + on, (byte) ' ');
                } else {
                    System.arraycopy(bytes, in, bytes, out, on);
                }
                out += on;
                in += here;
                kept -= on;
                left -= here;
                whole = endIfWhole() ? out - start : whole;
            }
        }
        if (!unfinished && refusal == null && (headBytes > 0 || left > 0 || withinMessage)) {
            unfinished = true;
            tell(FrameListener::begins);
        }
        return out - start;
    }

    /**
     * {@return how many of the bytes that the last {@link #pass} left for the container come before the end of a frame;
     * below zero if no frame has ended}
     */
    int whole() {
        return whole;
    }

    /** {@return whether nothing more is taken from the client} */
    boolean refused() {
        return refusal != null;
    }

    private int headLength() {
        if (headBytes < 2) {
            return LONGEST_HEAD;
        }
        int length = head[1] & LENGTH;
        int more = length == TWO_BYTES ? Short.BYTES : length == EIGHT_BYTES ? Long.BYTES : 0;
        return 2 + more + ((head[1] & MASKED) == 0 ? 0 : MASK);
    }

    /** {@return whether the frame goes on to the container} */
    private boolean begin() {
        long length = announced();
        boolean control = (head[0] & CONTROL) != 0;
        if ((head[1] & MASKED) == 0) {
            return refuse(CloseCodes.PROTOCOL_ERROR, "a frame without a mask");
        }
        if (length < 0 || control && length >= TWO_BYTES) {
            return refuse(CloseCodes.PROTOCOL_ERROR, "a frame of no length that it may have");
        }
        if (control) {
            left = length;
            kept = length;
            replaced = false;
            boolean isPing = (head[0] & OPCODE) == PING;
            if (isPing && pingsTaken) {
                ping = ByteBuffer.allocate(MASK + (int) length).put(head, headBytes - MASK, MASK);
            }
            return !isPing || mayPing();
        }
        messageBytes = Math.min(length, Integer.MAX_VALUE) + messageBytes;
        if (messageBytes > (long) maxBytes * HandshakeConfigurator.FAR_TOO_LARGE) {
            return refuse(CloseCodes.TOO_BIG, "a message may have " + maxBytes + " bytes");
        }
        withinMessage = true;
        left = length;
        replaced = length > maxBytes;
        kept = replaced ? maxBytes + 1L : length;
        if (replaced) {
            announce(kept);
        }
        return true;
    }

    private void take() {
        taken = ping != null || closing && (head[0] & OPCODE) != CLOSE;
        if (taken) {
            kept = 0;
        }
    }

    private long announced() {
        int length = head[1] & LENGTH;
        int bytes = length == TWO_BYTES ? Short.BYTES : length == EIGHT_BYTES ? Long.BYTES : 0;
        if (bytes == 0) {
            return length;
        }
        long announced = 0;
        for (int i = 0; i < bytes; i++) {
            announced = announced << Byte.SIZE | head[2 + i] & 0xFF;
        }
        return announced;
    }

    /** In a head of the same length, with a mask that hides nothing. */
    private void announce(long length) {
        int mask = headBytes - MASK;
        if (mask == 2) {
            head[1] = (byte) (MASKED | length);
        }
        for (int i = mask - 1, shift = 0; i >= 2; i--, shift += Byte.SIZE) {
            head[i] = shift < Long.SIZE ? (byte) (length >>> shift) : 0;
        }
        Arrays.fill(head, mask, headBytes, (byte) 0);
    }

    private boolean mayPing() {
        long now = nanoTime.getAsLong();
        if (now - second >= TimeUnit.SECONDS.toNanos(1)) {
            second = now;
            pings = 0;
        }
        return ++pings <= PINGS || refuse(CloseCodes.VIOLATED_POLICY, "more than " + PINGS + " pings in a second");
    }

    /** Has the ping answered that is whole now (RFC 6455, section 5.5.2); it was masked (section 5.3). */
    private void answerPing() {
        byte[] mask = new byte[MASK];
        ByteBuffer payload = ping.flip().get(mask).slice();
        ping = null;
        for (int i = 0; i < payload.limit(); i++) {
            payload.put(i, (byte) (payload.get(i) ^ mask[i % MASK]));
        }
        tell(told -> told.pinged(payload));
    }

    /**
     * A frame that is whole ends its message, if it is the last one of it.
     *
     * @return whether it is whole
     */
    private boolean endIfWhole() {
        if (left > 0) {
            return false;
        }
        if (ping != null) {
            answerPing();
        }
        boolean control = (head[0] & CONTROL) != 0;
        if (!control && (head[0] & FINAL) != 0) {
            withinMessage = false;
            messageBytes = 0;
        }
        if (unfinished && !withinMessage) {
            unfinished = false;
            tell(FrameListener::ends);
        }
        return true;
    }

    private boolean refuse(CloseCode code, String reason) {
        refusal = new Refusal(code, reason);
        headBytes = 0;
        tell(told -> told.refused(code, reason));
        return false;
    }

    private interface News {

        void to(FrameListener listener);
    }

    private void tell(News news) {
        FrameListener told = listener;
        if (told != null) {
            news.to(told);
        }
    }
}
