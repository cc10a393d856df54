package org.signaling.handshake;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;

/**
 * Spares Payara a look at each WebSocket each second. Payara alone.
 *
 * <p>Grizzly's filter for idle connections keeps all connections in a map and goes through it once a second, those of
 * WebSockets too, which it never closes while their upgrade request lasts. With many quiet users that walk is most of what
 * they cost. So this takes the connection out of the map; who does not answer is found by pings. Where Payara looks
 * different from what is expected here, the connection stays where it is. For all threads.
 */
final class PayaraIdleScan {

    private static final Logger LOG = System.getLogger(PayaraIdleScan.class.getName());
    private static final String FILTER = "org.glassfish.grizzly.utils.IdleTimeoutFilter";

    private final Method processor;
    private final Field queue;
    private final Field entries;
    private volatile boolean failed;

    /**
     * @param packet Grizzly's class for requests; not null
     * @param connection Grizzly's class for connections; not null
     * @throws ReflectiveOperationException if Payara looks different
     */
    PayaraIdleScan(Class<?> packet, Class<?> connection) throws ReflectiveOperationException {
        processor = connection.getMethod("getProcessor");
        queue = Class.forName(FILTER, false, packet.getClassLoader()).getDeclaredField("queue");
        queue.setAccessible(true);
        entries = queue.getType().getDeclaredField("queue");
        entries.setAccessible(true);
    }

    /**
     * Takes a connection out of those that are looked at.
     *
     * @param open Grizzly's connection; not null
     */
    void leave(Object open) {
        if (failed) {
            return;
        }
        try {
            // Grizzly's chains of filters are lists
            if (processor.invoke(open) instanceof List<?> filters) {
                for (Object filter : filters) {
                    if (queue.getDeclaringClass().isInstance(filter)) {
                        ((Map<?, ?>) entries.get(queue.get(filter))).remove(open);
                    }
                }
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            failed = true;
            LOG.log(Level.WARNING,
                    "This Payara cannot be spared a look at each connection each second; quiet users cost"
                            + " more CPU time than they need: {0}",
                    e.toString());
        }
    }
}
