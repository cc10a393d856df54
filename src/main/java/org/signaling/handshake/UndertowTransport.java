package org.signaling.handshake;

import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.channels.Channel;
import java.util.Optional;
import org.signaling.handshake.HandshakeConfigurator.FrameListener;

/**
 * What is below a session on WildFly.
 *
 * <p>Undertow hands on a frame in parts, with a task for each, and says nothing of how long it will be: reading went on
 * after 1009, and cost others their time. And it waits for the answer to a close frame without an end, also of a client
 * that reads nothing, or goes on sending: each kept its socket for as long as it liked. To be dropped when {@code GhostsIT}
 * and {@code bench/run scenario=unfinished} pass without.
 *
 * <p>For all threads, but that Undertow's listener is called by one thread at a time.
 */
final class UndertowTransport implements HandshakeConfigurator.Transport {

    private static final String SESSION = "io.undertow.websockets.jsr.UndertowSession";
    private static final Logger LOG = System.getLogger(UndertowTransport.class.getName());
    private static volatile Way way;

    /** What is called of the server; all null on other servers. Only {@code frameDataRemaining} is private there. */
    private record Way(Method channel, Method suspendReceives, Method setter, Method get, Method set, Class<?> listener,
            Method handleEvent, Field frameDataRemaining) {

        private static final Way NONE = new Way(null, null, null, null, null, null, null, null);

        static Way find(Class<?> session) {
            if (!session.getName().equals(SESSION)) {
                return NONE;
            }
            try {
                Method channel = session.getMethod("getWebSocketChannel");
                Class<?> framed = channel.getReturnType().getSuperclass();
                Class<?> listener = Class.forName("org.xnio.ChannelListener", false, framed.getClassLoader());
                Class<?> setter = Class.forName(listener.getName() + "$SimpleSetter", false, framed.getClassLoader());
                Field remaining = framed.getDeclaredField("frameDataRemaining");
                remaining.setAccessible(true);
                return new Way(channel, framed.getMethod("suspendReceives"), framed.getMethod("getReceiveSetter"),
                        setter.getMethod("get"), setter.getMethod("set", listener), listener,
                        listener.getMethod("handleEvent", Channel.class), remaining);
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.log(Level.WARNING,
                        "This WildFly keeps the connection of a client that does not answer a close frame"
                                + " for as long as the client likes, and reads on after 1009: {0}",
                        e.toString());
                return NONE;
            }
        }
    }

    private final Way known;
    private final Closeable channel;

    private UndertowTransport(Way known, Closeable channel) {
        this.known = known;
        this.channel = channel;
    }

    /**
     * {@return what is below a session; empty on other servers}
     *
     * @param session of whichever server; not null
     */
    static Optional<UndertowTransport> of(Session session) {
        Way known = way;
        if (known == null) {
            known = Way.find(session.getClass());
            way = known;
        }
        try {
            return known == Way.NONE
                    ? Optional.empty()
                    : Optional.of(new UndertowTransport(known, (Closeable) known.channel().invoke(session)));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Has a frame that announces far too much refused when its first part comes, and nothing more read of it.
     *
     * @param maxBytes how many bytes a message may have
     * @param told is told on the thread that reads; not null
     */
    void watch(int maxBytes, FrameListener told) {
        long most = (long) maxBytes * HandshakeConfigurator.FAR_TOO_LARGE;
        try {
            Object setter = known.setter().invoke(channel);
            Object undertow = known.get().invoke(setter);
            known.set().invoke(setter, Proxy.newProxyInstance(known.listener().getClassLoader(),
                    new Class<?>[]{known.listener()}, (proxy, method, arguments) -> {
                        if (!method.equals(known.handleEvent())) {
                            return method.invoke(this, arguments);
                        }
                        handle(undertow, arguments);
                        if (known.frameDataRemaining().getLong(channel) > most) {
                            stopReading();
                            told.refused(CloseCodes.TOO_BIG, "a message may have " + maxBytes + " bytes");
                        }
                        return null;
                    }));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private void handle(Object undertow, Object[] arguments) throws Throwable {
        try {
            known.handleEvent().invoke(undertow, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public void stopReading() {
        try {
            known.suspendReceives().invoke(channel);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void end() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "ending a connection: {0}", e.toString());
        }
    }
}
