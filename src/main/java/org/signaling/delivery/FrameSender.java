package org.signaling.delivery;

import jakarta.websocket.SendHandler;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;

/**
 * What connections share for sending: threads for large frames, the queue for lists, and bytes that go to many. For all
 * threads.
 */
final class FrameSender {

    /**
     * A frame of so many characters is sent on a thread of its own: containers encode it on the thread that sends, which
     * takes milliseconds, and the pacer has others to serve.
     */
    static final int LARGE = 32_768;

    private final Executor threads;
    private final ListQueue lists;
    private final TyrusFrames tyrus = new TyrusFrames();
    private final ControlFrames controlFrames;

    /** Sends a ping or a pong without waiting; see {@link #control}. */
    interface ControlFrames {

        boolean send(Object remote, boolean ping, ByteBuffer payload, SendHandler handler);
    }

    /**
     * @param threads sends large frames; not null
     * @param lists where connections wait for lists; not null
     */
    FrameSender(Executor threads, ListQueue lists) {
        this(threads, lists, new LibertyControlFrames()::send);
    }

    /** With what sends control frames where the server's own way may wait. */
    FrameSender(Executor threads, ListQueue lists, ControlFrames controlFrames) {
        this.threads = threads;
        this.lists = lists;
        this.controlFrames = controlFrames;
    }

    /** {@return where connections wait for lists; never null} */
    ListQueue lists() {
        return lists;
    }

    /**
     * Runs what sends a frame, here or on another thread.
     *
     * @param frame what is sent; not null
     * @param sending sends it; not null
     * @throws java.util.concurrent.RejectedExecutionException if the server is stopping
     */
    void execute(String frame, Runnable sending) {
        if (frame.length() < LARGE) {
            sending.run();
        } else {
            threads.execute(sending);
        }
    }

    /**
     * Sends a ping or a pong, where the server's own way to do that may wait.
     *
     * @param remote the session's asynchronous remote endpoint; not null
     * @param ping whether it is a ping; otherwise a pong
     * @param payload 125 bytes at most; not null
     * @param handler is told when it has left, or will not; not null
     * @return whether it is sent; false if the server's own way is to be taken
     * @throws IllegalStateException if the session is closed
     */
    boolean control(Object remote, boolean ping, ByteBuffer payload, SendHandler handler) {
        return controlFrames.send(remote, ping, payload, handler);
    }

    /**
     * Sends a frame that others get too, where that is better than sending a text.
     *
     * @param remote the session's asynchronous remote endpoint; not null
     * @param frame what; not null
     * @return done when the frame has left, or will not; null if it is to be sent as a text
     * @throws IllegalStateException if the session is closed
     */
    Future<?> share(Object remote, String frame) {
        return tyrus.send(remote, frame);
    }
}
