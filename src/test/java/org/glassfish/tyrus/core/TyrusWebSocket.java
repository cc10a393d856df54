package org.glassfish.tyrus.core;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** As much of Tyrus's class of this name as this server touches: keeps what is sent, until a test lets it leave. */
public class TyrusWebSocket {

    private final List<byte[]> frames = new ArrayList<>();
    private final CompletableFuture<Void> left = new CompletableFuture<>();

    /** Sends a whole frame. */
    public Future<Void> sendRawFrame(ByteBuffer frame) {
        if (frame.position() != 0 || frame.arrayOffset() != 0 || frame.remaining() != frame.array().length) {
            throw new IllegalArgumentException("not the whole array");
        }
        frames.add(frame.array());
        return left;
    }

    /** {@return what was sent} */
    public List<byte[]> frames() {
        return frames;
    }

    /** Lets all leave. */
    public void leave() {
        left.complete(null);
    }
}
