package org.signaling.delivery;

import jakarta.websocket.SendHandler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;

/**
 * Sends pings and pongs on Open Liberty without waiting. Open Liberty alone: on other servers this does nothing.
 *
 * <p>Liberty writes control frames synchronously, also those of the asynchronous remote endpoint, and waits without an end
 * where the client does not read or has just gone: one such client stopped the pacer, and so everybody's messages. Its own
 * answers to pings wait in the same way and keep all other writes of the connection waiting. Its text frames do not; so
 * control frames go the way of those, from a session's remote endpoint down to its link. For all threads.
 */
final class LibertyControlFrames {

    private static final Logger LOG = System.getLogger(LibertyControlFrames.class.getName());
    private static final String REMOTE = "com.ibm.ws.wsoc.external.RemoteEndpointAsyncExt";
    /** The timers of a connection decide. */
    private static final int NO_TIMEOUT = -1;

    /** How to get from a remote endpoint to its link, and what to send there with; all null on other servers. */
    private record Way(Field endpoint, Field link, Object buffers, Method wrap, Method write, Object ping, Object pong,
            Object asynchronous, Object taken) {

        private static final Way NONE = new Way(null, null, null, null, null, null, null, null, null);

        static Way find(Class<?> remote) {
            if (!remote.getName().equals(REMOTE)) {
                return NONE;
            }
            try {
                ClassLoader loader = remote.getClassLoader();
                String container = "com.ibm.ws.wsoc.";
                Field endpoint = remote.getDeclaredField("asyncImpl");
                Field link = endpoint.getType().getDeclaredField("connLink");
                Class<?> opcodes = Class.forName(container + "OpcodeType", false, loader);
                Class<?> ways = Class.forName(container + "MessageWriter$WRITE_TYPE", false, loader);
                Object buffers = Class.forName(container + "ServiceManager", false, loader)
                        .getMethod("getBufferPoolManager").invoke(null);
                Method wrap = Class.forName("com.ibm.wsspi.bytebuffer.WsByteBufferPoolManager", false, loader)
                        .getMethod("wrap", ByteBuffer.class);
                Method write = link.getType().getMethod("writeBuffer", wrap.getReturnType(), opcodes, ways,
                        SendHandler.class, int.class, boolean.class, boolean.class);
                endpoint.setAccessible(true);
                link.setAccessible(true);
                return new Way(endpoint, link, buffers, wrap, write, constant(opcodes, "PING"),
                        constant(opcodes, "PONG"), constant(ways, "ASYNC"), constant(write.getReturnType(), "OK"));
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.log(Level.WARNING, "This Open Liberty waits while it sends a ping; a client that does not read can"
                        + " delay the messages of all: {0}", e.toString());
                return NONE;
            }
        }

        private static Object constant(Class<?> type, String name) throws ReflectiveOperationException {
            return type.getField(name).get(null);
        }
    }

    private volatile Way way;

    /**
     * Sends a control frame, if the remote endpoint is one of Open Liberty. Nothing else of the connection may be under way.
     *
     * @param remote a session's asynchronous remote endpoint; not null
     * @param ping whether it is a ping; otherwise a pong
     * @param payload 125 bytes at most; not null
     * @param handler is told when it has left, or will not; not null
     * @return whether it is sent; false if that is left to the server's own way
     * @throws IllegalStateException if the session is closed
     */
    boolean send(Object remote, boolean ping, ByteBuffer payload, SendHandler handler) {
        Way known = way;
        if (known == null) {
            known = Way.find(remote.getClass());
            way = known;
        }
        if (known == Way.NONE) {
            return false;
        }
        try {
            Object link = known.link().get(known.endpoint().get(remote));
            Object status = known.write().invoke(link, known.wrap().invoke(known.buffers(), payload),
                    ping ? known.ping() : known.pong(), known.asynchronous(), handler, NO_TIMEOUT, false, false);
            if (status != known.taken()) {
                throw new IllegalStateException("the connection takes no frame: " + status);
            }
            return true;
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("it was made accessible", e);
        }
    }
}
