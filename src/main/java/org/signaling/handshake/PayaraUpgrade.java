package org.signaling.handshake;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Begins the upgrade of a request to a WebSocket in place of Payara. Payara alone: on other servers this does nothing.
 *
 * <p>Payara has CDI make each instance of Tyrus' upgrade handler, and builds a model of the class anew each time: a fifth
 * of what a connection costs there. The handler has nothing to inject. So this makes it, and does the rest of what
 * Payara's {@code Request.upgrade} does.
 *
 * <p>When this server closes a WebSocket, Tyrus ends the request at once, and what still comes from the client, its own
 * close frame above all, may reach Grizzly when the request is over and the connection is not closed yet: Grizzly serves
 * the same request once more, upgrade and all. So the request is marked before it ends, and Grizzly drops what comes.
 * {@link PayaraIdleScan} says what else this is good for.
 *
 * <p>Where Payara looks different from what is expected here, Payara does it all itself, as it does for all handlers but
 * this one. For all threads.
 */
final class PayaraUpgrade {

    private static final Logger LOG = System.getLogger(PayaraUpgrade.class.getName());
    private static final String FACADE = "org.apache.catalina.connector.RequestFacade";
    private static final String HANDLER = "org.glassfish.tyrus.servlet.TyrusHttpUpgradeHandler";

    /** Grizzly's way to say that a response may stay suspended for as long as it takes. */
    private static final long FOREVER = -1;

    /**
     * How to reach the request behind the facade, and what begins an upgrade there.
     *
     * @param ending Grizzly calls it when a request is about to end, by the thread that ends it
     */
    private record Members(Method request, Method markUpgrade, Field handler, Method coyoteRequest, Method response,
            Method suspend, Object ending, Method packet, PayaraIdleScan scan) {

        static Members of(Class<?> facade) throws ReflectiveOperationException {
            Method request = facade.getMethod("getUnwrappedCoyoteRequest");
            Class<?> type = request.getReturnType();
            Method coyoteRequest = type.getMethod("getCoyoteRequest");
            Method response = coyoteRequest.getReturnType().getMethod("getResponse");
            Field handler = type.getDeclaredField("httpUpgradeHandler");
            handler.setAccessible(true);
            ClassLoader grizzly = response.getReturnType().getClassLoader();
            Method packet = coyoteRequest.getReturnType().getMethod("getRequest");
            // or Java looks each time whether they may be called
            AccessibleObject.setAccessible(new AccessibleObject[]{request, coyoteRequest, packet}, true);
            Class<?> completion = Class.forName("org.glassfish.grizzly.CompletionHandler", false, grizzly);
            return new Members(request, type.getMethod("setUpgrade", boolean.class), handler, coyoteRequest, response,
                    response.getReturnType().getMethod("suspend", long.class, TimeUnit.class, completion),
                    Proxy.newProxyInstance(grizzly, new Class<?>[]{completion},
                            Ending.of(response.getReturnType(), packet)),
                    packet, new PayaraIdleScan(packet.getReturnType()));
        }

        void begin(Object facade, HttpUpgradeHandler made) throws ReflectiveOperationException {
            Object target = request.invoke(facade);
            Object coyote = coyoteRequest.invoke(target);
            Object answer = response.invoke(coyote);
            handler.set(target, made);
            markUpgrade.invoke(target, true);
            suspend.invoke(answer, FOREVER, TimeUnit.MILLISECONDS, ending);
            scan.leave(packet.invoke(coyote));
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

    private static volatile Members members;
    private static volatile boolean unknown;

    private PayaraUpgrade() {
    }

    /**
     * Begins the upgrade of a request, if it is one of Payara's to a WebSocket.
     *
     * @param <T> the type of the handler
     * @param request the request, perhaps wrapped; not null
     * @param handler what is to handle the connection from now on; not null
     * @return the handler; empty if the server has to do it, and nothing is done yet; never null
     */
    static <T extends HttpUpgradeHandler> Optional<T> begin(ServletRequest request, Class<T> handler) {
        if (unknown || !handler.getName().equals(HANDLER)) {
            return Optional.empty();
        }
        ServletRequest innermost = request;
        while (innermost instanceof ServletRequestWrapper wrapper) {
            innermost = wrapper.getRequest();
        }
        if (!innermost.getClass().getName().equals(FACADE)) {
            return Optional.empty();
        }
        try {
            if (members == null) {
                members = Members.of(innermost.getClass());
            }
            T made = handler.getConstructor().newInstance();
            members.begin(innermost, made);
            return Optional.of(made);
        } catch (ReflectiveOperationException | RuntimeException e) {
            unknown = true;
            LOG.log(Level.WARNING, "This Payara cannot be spared the search for beans in each upgrade; connecting costs"
                    + " more CPU time than it needs: {0}", e.toString());
            return Optional.empty();
        }
    }

    /**
     * {@return whether requests of a kind can be upgraded here}
     *
     * @param facade the class of what Payara hands to applications; not null
     */
    static boolean knows(Class<?> facade) {
        try {
            return Members.of(facade) != null;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
