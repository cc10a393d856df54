package org.signaling.handshake;

import java.io.ByteArrayOutputStream;

/**
 * Hands on whole frames only, for a container that would take a buffer of its own for each piece of a frame, however small:
 * a message that came byte by byte would cost thousands of times its length. What is kept of a frame is bounded by
 * {@link IncomingFrames}, and takes at most twice the room of the longest message and its head.
 *
 * <p>For one thread at a time.
 */
final class WholeFrames {

    private final IncomingFrames frames;
    private ByteArrayOutputStream begun;
    private byte[] joined;

    /**
     * @param frames looks at what comes in; not null
     */
    WholeFrames(IncomingFrames frames) {
        this.frames = frames;
    }

    /**
     * Takes bytes of the client.
     *
     * @param bytes the bytes; not null
     * @param from where they begin
     * @param count how many there are
     * @return how many bytes of whole frames there are for the container. They are {@link #joined}, or if there is no such
     *         array they stand in the place of those that came
     */
    int pass(byte[] bytes, int from, int count) {
        int held = frames.held();
        byte[] room = held == 0 ? bytes : new byte[held + count];
        int start = held == 0 ? from : 0;
        if (held > 0) {
            System.arraycopy(bytes, from, room, held, count);
        }
        int passed = frames.pass(room, start + held, count);
        boolean ended = frames.whole() >= 0;
        int whole = ended ? frames.whole() : 0;
        joined = null;
        if (ended && (begun != null || held > 0)) {
            join(room, start, whole);
        }
        if (passed > whole) {
            keep(room, start + whole, passed - whole);
        }
        return joined == null ? whole : joined.length;
    }

    private void join(byte[] bytes, int from, int count) {
        keep(bytes, from, count);
        joined = begun.toByteArray();
        begun = null;
    }

    private void keep(byte[] bytes, int from, int count) {
        if (begun == null) {
            begun = new ByteArrayOutputStream(count);
        }
        begun.write(bytes, from, count);
    }

    /** {@return the whole frames of the last {@link #pass}, where the first of them had begun before it; null
     * otherwise} */
    byte[] joined() {
        return joined;
    }

    /** Keeps all frames that begin from now on from the container, except close frames. */
    void onlyClose() {
        frames.onlyClose();
    }

    /** {@return whether nothing more is taken from the client} */
    boolean refused() {
        return frames.refused();
    }

    /** The connection has ended: nothing is kept, and nobody is told any more. */
    void end() {
        begun = null;
        joined = null;
        frames.end();
    }
}
