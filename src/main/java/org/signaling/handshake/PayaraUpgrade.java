package org.signaling.handshake;

import jakarta.servlet.http.HttpUpgradeHandler;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.TimeUnit;
import javax.naming.NamingException;
import org.signaling.limits.LimitedExecutor;

/**
 * What Payara does at an upgrade to a WebSocket when it has the handler, and a mark on the request.
 *
 * <p>When this server closes a WebSocket, Tyrus ends the request at once, and what still comes from the client, its own
 * close frame above all, may reach Grizzly when the request is over and the connection is not closed yet: Grizzly serves
 * the same request once more, upgrade and all. So the request is marked before it ends, and Grizzly drops what comes.
 * {@link PayaraIdleScan} says what else this is good for. For all threads.
 *
 * @param request from what Payara hands to applications to the request behind it
 * @param ending Grizzly calls it when a request is about to end, by the thread that ends it
 * @param readers read what has come, of few connections at a time
 */
record PayaraUpgrade(Method request, Method markUpgrade, Field handler, Method coyoteRequest, Method response,
        Method suspend, Object ending, Method packet, PayaraIdleScan scan, Method connection, Method terminate,
        LimitedExecutor readers)
        implements
            DirectUpgrade.Steps {

    /** One that reads, and those that wait for an issuer's keys because of a fresh token, which are four. */
    private static final int READERS_PER_PROCESSOR = 5;
    /** Grizzly's way to say that a response may stay suspended for as long as it takes. */
    private static final long FOREVER = -1;

    /**
     * Looks for what it takes to reach the request behind the facade, and what begins an upgrade there.
     *
     * @param facade the class of what Payara hands to applications; not null
     * @return the steps; never null
     * @throws ReflectiveOperationException if Payara looks different
     */
    static PayaraUpgrade of(Class<?> facade) throws ReflectiveOperationException {
        Method request = facade.getMethod("getUnwrappedCoyoteRequest");
        Class<?> type = request.getReturnType();
        Method coyoteRequest = type.getMethod("getCoyoteRequest");
        Method response = coyoteRequest.getReturnType().getMethod("getResponse");
        Field handler = type.getDeclaredField("httpUpgradeHandler");
        handler.setAccessible(true);
        ClassLoader grizzly = response.getReturnType().getClassLoader();
        Method packet = coyoteRequest.getReturnType().getMethod("getRequest");
        Method connection = packet.getReturnType().getMethod("getConnection");
        // or Java looks each time whether they may be called
        AccessibleObject.setAccessible(new AccessibleObject[]{request, coyoteRequest, packet}, true);
        Class<?> completion = Class.forName("org.glassfish.grizzly.CompletionHandler", false, grizzly);
        return new PayaraUpgrade(request, type.getMethod("setUpgrade", boolean.class), handler, coyoteRequest, response,
                response.getReturnType().getMethod("suspend", long.class, TimeUnit.class, completion),
                Proxy.newProxyInstance(grizzly, new Class<?>[]{completion},
                        Ending.of(response.getReturnType(), packet)),
                packet, new PayaraIdleScan(packet.getReturnType(), connection.getReturnType()), connection,
                connection.getReturnType().getMethod("terminateSilently"),
                newReaders());
    }

    private static LimitedExecutor newReaders() throws ReflectiveOperationException {
        try {
            return PayaraParking.threads(READERS_PER_PROCESSOR, "reading");
        } catch (NamingException e) {
            throw new ReflectiveOperationException("no threads to read on", e);
        }
    }

    @Override
    public void begin(Object facade, HttpUpgradeHandler made, IncomingFrames frames)
            throws ReflectiveOperationException {
        Object target = request.invoke(facade);
        Object coyote = coyoteRequest.invoke(target);
        Object answer = response.invoke(coyote);
        handler.set(target, new PayaraFrames(made, frames, readers));
        markUpgrade.invoke(target, true);
        suspend.invoke(answer, FOREVER, TimeUnit.MILLISECONDS, ending);
        Object open = connection.invoke(packet.invoke(coyote));
        scan.leave(open);
        frames.over(new Below(open, terminate));
    }

    /** Grizzly closes a connection when all has left that waits for it, and so never where the client reads nothing. */
    private record Below(Object open, Method terminate) implements HandshakeConfigurator.Transport {

        @Override
        public void stopReading() {
            // what is refused Tyrus does not get
        }

        @Override
        public void end() {
            try {
                terminate.invoke(open);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Marks the packet of a request that ends, so that Grizzly takes nothing more for it. */
    private record Ending(Method request, Method packet, Method setContentBroken) implements InvocationHandler {

        static Ending of(Class<?> response, Method packet) throws ReflectiveOperationException {
            return new Ending(response.getMethod("getRequest"), packet,
                    packet.getReturnType().getMethod("setContentBroken", boolean.class));
        }

        @Override
        public Object invoke(Object proxy, Method called, Object[] arguments) throws ReflectiveOperationException {
            if (called.getName().equals("completed")) {
                setContentBroken.invoke(packet.invoke(request.invoke(arguments[0])), true);
            }
            return null;
        }
    }
}
