package org.signaling.handshake;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.signaling.limits.LimitedExecutor;

/**
 * Parks handshakes on Payara, whose asynchronous dispatch ends a request that it has upgraded. So the response is suspended
 * in Grizzly, as that of an upgraded request is anyway, and when the turn has come the request passes through the pipeline
 * of the application once more, which does all that belongs to an upgrade. For all threads.
 */
final class PayaraParking extends Parking {

    private static final Logger LOG = System.getLogger(PayaraParking.class.getName());
    /** On a request that waits from the end of its first pass on: two passes at the same time would be in each other's way. */
    private static final String PARKED = PayaraParking.class.getName() + ".parked";

    /** One that has its turn, and those that wait for an issuer's keys without one, which are four. */
    private static final int PASSES_PER_PROCESSOR = 5;
    private static final String THREADS = "java:comp/DefaultManagedExecutorService";

    private final PayaraUpgrade upgrade;
    private final Executor threads;
    private final Method context;
    private final Method pipeline;
    private final Method pass;
    private final Method response;
    private final Method isUpgrade;
    private final Method finish;

    private PayaraParking(Class<?> facade, Executor threads) throws ReflectiveOperationException {
        this.threads = new LimitedExecutor(threads, PASSES_PER_PROCESSOR * Runtime.getRuntime().availableProcessors(),
                "a handshake that waited");
        upgrade = PayaraUpgrade.of(facade);
        Class<?> request = upgrade.request().getReturnType();
        context = request.getMethod("getContext");
        pipeline = context.getReturnType().getMethod("getPipeline");
        ClassLoader loader = request.getClassLoader();
        Class<?> anyResponse = Class.forName("org.apache.catalina.Response", false, loader);
        pass = pipeline.getReturnType().getMethod("invoke",
                Class.forName("org.apache.catalina.Request", false, loader), anyResponse);
        response = request.getMethod("getResponse");
        isUpgrade = request.getMethod("isUpgrade");
        finish = anyResponse.getMethod("finishResponse");
    }

    /**
     * {@return what parks; empty if Payara looks different}
     *
     * @param facade the class of what Payara hands to applications; not null
     */
    static Optional<PayaraParking> of(Class<?> facade) {
        try {
            return Optional.of(new PayaraParking(facade, InitialContext.doLookup(THREADS)));
        } catch (ReflectiveOperationException | NamingException | RuntimeException e) {
            LOG.log(Level.WARNING, "On this Payara handshakes cannot wait for their turn; a crowd of them delays the"
                    + " messages of others: {0}", e.toString());
            return Optional.empty();
        }
    }

    @Override
    boolean park(HttpServletRequest request, HttpServletResponse answer, HandshakeQueue queue) {
        try {
            Object target = upgrade.request().invoke(innermost(request));
            upgrade.suspend(target);
            request.setAttribute(PARKED, (Runnable) () -> queue.await(inTime -> {
                request.setAttribute(TURN, inTime);
                goOn(target, () -> {
                    if (request.getAttribute(TURN) != null) {
                        // the second pass did not come to the filter
                        queue.giveBack();
                    }
                });
                return true;
            }));
            return true;
        } catch (ReflectiveOperationException e) {
            LOG.log(Level.WARNING, "a handshake could not wait: {0}", e.toString());
            return false;
        }
    }

    /** The first pass of a request has ended: if it waits, it does so from now on. */
    static void passed(HttpServletRequest request) {
        if (request.getAttribute(PARKED) instanceof Runnable parked) {
            request.removeAttribute(PARKED);
            parked.run();
        }
    }

    private void goOn(Object target, Runnable atLast) {
        try {
            threads.execute(() -> passAgain(target, atLast));
        } catch (RejectedExecutionException e) {
            // the application is being taken down, and its handshakes are refused
            passAgain(target, atLast);
        }
    }

    private void passAgain(Object target, Runnable atLast) {
        try {
            try {
                pass.invoke(pipeline.invoke(context.invoke(target)), target, response.invoke(target));
            } finally {
                atLast.run();
                if (!(boolean) isUpgrade.invoke(target)) {
                    finish.invoke(response.invoke(target));
                    upgrade.resume(target);
                }
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.ERROR, "a handshake that waited failed", e);
        }
    }
}
