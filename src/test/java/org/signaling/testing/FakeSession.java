package org.signaling.testing;

import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A WebSocket session that keeps what is sent, and whose sends can be held back. */
public final class FakeSession {

    private final List<String> frames = Collections.synchronizedList(new ArrayList<>());
    private final List<SendHandler> held = Collections.synchronizedList(new ArrayList<>());
    private String subprotocol;
    private volatile boolean holding;
    private volatile boolean broken;
    private volatile int pings;
    private final List<String> pongs = new CopyOnWriteArrayList<>();
    private volatile CloseReason closed;

    private final RemoteEndpoint.Async remote = proxy(RemoteEndpoint.Async.class, (proxy, method, args) -> {
        switch (method.getName()) {
            case "sendText" -> {
                if (broken) {
                    throw new IllegalStateException("closed");
                }
                frames.add((String) args[0]);
                if (holding) {
                    held.add((SendHandler) args[1]);
                } else {
                    ((SendHandler) args[1]).onResult(new SendResult());
                }
            }
            case "sendPing" -> pings++;
            case "sendPong" -> pongs.add(StandardCharsets.UTF_8.decode((ByteBuffer) args[0]).toString());
            default -> throw new UnsupportedOperationException(method.getName());
        }
        return null;
    });

    private final Session session = proxy(Session.class, (proxy, method, args) -> switch (method.getName()) {
        case "getAsyncRemote" -> remote;
        case "getNegotiatedSubprotocol" -> subprotocol;
        case "close" -> {
            closed = (CloseReason) args[0];
            yield null;
        }
        default -> throw new UnsupportedOperationException(method.getName());
    });

    /** Of a client that named a subprotocol. */
    public FakeSession() {
        this("signaling.v1");
    }

    /**
     * @param subprotocol what the server chose; empty where the client named none
     */
    public FakeSession(String subprotocol) {
        this.subprotocol = subprotocol;
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type}, handler));
    }

    /** {@return the session itself} */
    public Session session() {
        return session;
    }

    /** {@return the frames sent since the last call} */
    public List<String> takeFrames() {
        synchronized (frames) {
            List<String> taken = List.copyOf(frames);
            frames.clear();
            return taken;
        }
    }

    /** Leaves the sends that follow unfinished. */
    public void holdSends() {
        holding = true;
    }

    /** Finishes the sends that were held back, and no longer holds any. */
    public void releaseSends() {
        holding = false;
        List.copyOf(held).forEach(handler -> handler.onResult(new SendResult()));
        held.clear();
    }

    /** Has the sends that were held back fail. */
    public void failSends() {
        holding = false;
        List.copyOf(held).forEach(handler -> handler.onResult(new SendResult(new IOException("reset"))));
        held.clear();
    }

    /** Takes no frame any more. */
    public void breakDown() {
        broken = true;
    }

    /** {@return what each pong carried that was sent, in their order; never null} */
    public List<String> pongs() {
        return pongs;
    }

    /** {@return how many pings were sent} */
    public int pings() {
        return pings;
    }

    /** {@return why the session was closed; null while it is open} */
    public CloseReason closed() {
        return closed;
    }
}
