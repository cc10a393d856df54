package org.signaling.delivery;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.util.concurrent.TimeUnit;

/**
 * Ends the connection of a closed session on WildFly, if its client does not. WildFly alone: on other servers this does
 * nothing.
 *
 * <p>Undertow sends a close frame and then waits for the client without an end, also for one that reads nothing, or goes on
 * sending: each keeps its socket for as long as it likes. It also goes on reading a message that is far too large, and has
 * a task run for each part of it. To be dropped when {@code GhostsIT} and {@code bench/run scenario=unfinished} pass
 * without.
 *
 * <p>For all threads.
 */
public final class UndertowEnd {

    /** How long a client may take to answer a close frame (RFC 6455, section 7.1.1), in milliseconds. */
    private static final long PATIENCE = 10_000;
    /** Until who is sent away for what it sends has read why; nothing more is read of it meanwhile. */
    private static final long SHORT_PATIENCE = 2_000;
    private static final String SESSION = "io.undertow.websockets.jsr.UndertowSession";
    private static final Logger LOG = System.getLogger(UndertowEnd.class.getName());

    /** What is called of the server; all of it is public. */
    private record Way(Method channel, Method suspend, Method thread, Method executeAfter) {

        private static final Way NONE = new Way(null, null, null, null);

        static Way find(Class<?> session) {
            if (!session.getName().equals(SESSION)) {
                return NONE;
            }
            try {
                Method channel = session.getMethod("getWebSocketChannel");
                Method thread = channel.getReturnType().getMethod("getIoThread");
                return new Way(channel, channel.getReturnType().getMethod("suspendReceives"), thread, thread
                        .getReturnType().getMethod("executeAfter", Runnable.class, long.class, TimeUnit.class));
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.log(Level.WARNING,
                        "This WildFly keeps the connection of a client that does not answer a close frame"
                                + " for as long as the client likes: {0}",
                        e.toString());
                return NONE;
            }
        }
    }

    private static volatile Way way;

    private UndertowEnd() {
    }

    /**
     * Sees to it that a connection ends. To be called once, when its session has been closed, by whichever side.
     *
     * @param session the closed session, of whichever server; not null
     * @param reason why it was closed; not null
     */
    public static void after(Session session, CloseReason reason) {
        Way known = way;
        if (known == null) {
            known = Way.find(session.getClass());
            way = known;
        }
        if (known != Way.NONE) {
            after(known, session, reason.getCloseCode().getCode());
        }
    }

    private static void after(Way known, Session session, int code) {
        try {
            Closeable channel = (Closeable) known.channel.invoke(session);
            boolean sentAway = code == CloseCodes.TOO_BIG.getCode() || code == CloseCodes.VIOLATED_POLICY.getCode();
            if (sentAway) {
                known.suspend.invoke(channel);
            }
            known.executeAfter.invoke(known.thread.invoke(channel), (Runnable) () -> end(channel),
                    sentAway ? SHORT_PATIENCE : PATIENCE, TimeUnit.MILLISECONDS);
        } catch (ReflectiveOperationException e) {
            // the server is stopping, and ends all connections
            LOG.log(Level.DEBUG, "a connection is left to the server: {0}", e.toString());
        }
    }

    private static void end(Closeable channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "ending a connection: {0}", e.toString());
        }
    }
}
