package org.signaling.handshake;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.signaling.limits.LimitedExecutor;

/**
 * Parks handshakes on Payara, whose asynchronous dispatch ends a request that it has upgraded. When the turn of one has come,
 * the request passes through the pipeline of the application once more, in the steps in which Grizzly has another executor
 * serve a request ({@code HttpHandler.runService}) and Payara serves it ({@code CoyoteAdapter.service}): while it waits,
 * nobody else has it in hand, not even when its client goes, and while it passes, who ends its connection leaves it to the
 * pass to end the request. Requests are used again, so nothing of one may be touched after that. For all threads.
 */
final class PayaraParking extends Parking {

    private static final Logger LOG = System.getLogger(PayaraParking.class.getName());
    /** On a request that waits from the end of its first pass on: two passes at the same time would be in each other's way. */
    private static final String PARKED = PayaraParking.class.getName() + ".parked";

    /** One that has its turn, and those that wait for an issuer's keys without one, which are four. */
    private static final int PASSES_PER_PROCESSOR = 5;
    private static final String THREADS = "java:comp/DefaultManagedThreadFactory";
    /** How long a thread waits for more to do before it ends, in milliseconds. */
    private static final long IDLE = 1_000;
    /** How long the rest of the first pass may take that comes after the application, in nanoseconds. */
    private static final long REST = TimeUnit.SECONDS.toNanos(2);

    /**
     * What Payara and Grizzly do with a request.
     *
     * @param afterService whether nobody serves the request any more; until then the end of its connection is only noted
     * @param onExitService sets that, and ends the request if its connection has ended
     * @param answer from Payara's request to Grizzly's response
     * @param suspendStatus Grizzly's note, one of each thread, of whether what the thread serves goes on elsewhere
     */
    private record Steps(Method target, VarHandle afterService, Method onExitService, Method coyote, Method answer,
            Method context, Method connection, Method isOpen, Method resume, Field suspendStatus, Method suspend,
            Method initSuspendStatus, Method wasSuspended, Method application, Method pipeline, Method pass,
            Method response) {

        static Steps of(Class<?> facade) throws ReflectiveOperationException {
            Method target = facade.getMethod("getUnwrappedCoyoteRequest");
            Class<?> request = target.getReturnType();
            ClassLoader loader = request.getClassLoader();
            Method coyote = request.getMethod("getCoyoteRequest");
            Method answer = coyote.getReturnType().getMethod("getResponse");
            Method context = coyote.getReturnType().getMethod("getContext");
            Method connection = context.getReturnType().getMethod("getConnection");
            Field suspendStatus = answer.getReturnType().getDeclaredField("suspendStatus");
            Method application = request.getMethod("getContext");
            Method pipeline = application.getReturnType().getMethod("getPipeline");
            Steps steps = new Steps(target,
                    MethodHandles.privateLookupIn(request, MethodHandles.lookup())
                            .findVarHandle(request, "afterService", boolean.class),
                    request.getDeclaredMethod("onExitService"), coyote, answer, context, connection,
                    connection.getReturnType().getMethod("isOpen"), context.getReturnType().getMethod("resume"),
                    suspendStatus, suspendStatus.getType().getMethod("suspend"),
                    answer.getReturnType().getDeclaredMethod("initSuspendStatus"),
                    suspendStatus.getType().getDeclaredMethod("getAndInvalidate"), application, pipeline,
                    pipeline.getReturnType().getMethod("invoke",
                            Class.forName("org.apache.catalina.Request", false, loader),
                            Class.forName("org.apache.catalina.Response", false, loader)),
                    request.getMethod("getResponse"));
            AccessibleObject
                    .setAccessible(new AccessibleObject[]{steps.target, steps.onExitService, steps.suspendStatus,
                        steps.initSuspendStatus, steps.wasSuspended}, true);
            return steps;
        }

        /** Has Grizzly's thread leave a request that it serves, without an end. */
        void leave(Object request) throws ReflectiveOperationException {
            suspend.invoke(suspendStatus.get(answer.invoke(coyote.invoke(request))));
        }

        boolean isServed(Object request) {
            return !(boolean) afterService.getVolatile(request);
        }

        /** Whether it still has a client. */
        boolean isOpen(Object grizzlyContext) throws ReflectiveOperationException {
            return (boolean) isOpen.invoke(connection.invoke(grizzlyContext));
        }

        /** Serves the request, on this thread. If it is upgraded, it may belong to somebody else afterwards. */
        void serve(Object request) throws ReflectiveOperationException {
            Object coyoteRequest = coyote.invoke(request);
            Object grizzlyContext = context.invoke(coyoteRequest);
            Object status = initSuspendStatus.invoke(answer.invoke(coyoteRequest));
            try {
                if (isOpen(grizzlyContext)) {
                    afterService.setVolatile(request, false);
                    pass.invoke(pipeline.invoke(application.invoke(request)), request, response.invoke(request));
                    onExitService.invoke(request);
                }
            } finally {
                if (!(boolean) wasSuspended.invoke(status)) {
                    resume.invoke(grizzlyContext);
                }
            }
        }
    }

    private final Steps steps;
    private final Executor threads;

    private PayaraParking(Steps steps, Executor threads) {
        this.steps = steps;
        this.threads = threads;
    }

    /**
     * {@return some threads of the application, which stay while there is much to do; never null} Payara's executor looks
     * through all JAR files for services with each task that it is given, which took a seventh of a crowd's processor time.
     *
     * @param perProcessor how many, for each processor
     * @param task what they do, for the log; not null
     * @throws NamingException if the server has no such threads
     */
    static LimitedExecutor threads(int perProcessor, String task) throws NamingException {
        int most = perProcessor * Runtime.getRuntime().availableProcessors();
        ThreadFactory factory = InitialContext.doLookup(THREADS);
        ThreadPoolExecutor threads = new ThreadPoolExecutor(most, most, IDLE, TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(), run -> newThread(factory, run));
        threads.allowCoreThreadTimeOut(true);
        return new LimitedExecutor(threads, most, task);
    }

    private static Thread newThread(ThreadFactory factory, Runnable run) {
        try {
            return factory.newThread(run);
        } catch (IllegalStateException e) {
            throw new RejectedExecutionException("the application is being taken down", e);
        }
    }

    /**
     * {@return what parks; empty if Payara looks different}
     *
     * @param facade the class of what Payara hands to applications; not null
     */
    static Optional<PayaraParking> of(Class<?> facade) {
        try {
            return Optional.of(new PayaraParking(Steps.of(facade),
                    threads(PASSES_PER_PROCESSOR, "a handshake that waited")));
        } catch (ReflectiveOperationException | NamingException | RuntimeException e) {
            LOG.log(Level.WARNING, "On this Payara handshakes cannot wait for their turn; a crowd of them delays the"
                    + " messages of others: {0}", e.toString());
            return Optional.empty();
        }
    }

    @Override
    boolean park(HttpServletRequest request, HttpServletResponse response, HandshakeQueue queue) {
        try {
            Object target = steps.target().invoke(innermost(request));
            steps.leave(target);
            request.setAttribute(PARKED, (Runnable) () -> queue.await(inTime -> {
                goOn(request, target, new SecondPass(inTime), queue);
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

    private void goOn(HttpServletRequest request, Object target, SecondPass second, HandshakeQueue queue) {
        try {
            threads.execute(() -> passAgain(request, target, second, queue));
        } catch (RejectedExecutionException e) {
            // the application is being taken down, and its handshakes are refused
            passAgain(request, target, second, queue);
        }
    }

    private void passAgain(HttpServletRequest request, Object target, SecondPass second, HandshakeQueue queue) {
        try {
            awaitEndOfFirstPass(target);
            request.setAttribute(SecondPass.NAME, second);
            steps.serve(target);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.ERROR, "a handshake that waited failed", e);
        } finally {
            if (!second.hasBegun()) {
                // it did not come to the filter, which gives the turn back
                queue.giveBack();
            }
        }
    }

    /** The few steps that come after the application, on a thread that the machine may have no time for. */
    private void awaitEndOfFirstPass(Object target) {
        long begun = System.nanoTime();
        while (steps.isServed(target) && System.nanoTime() - begun < REST) {
            Thread.yield();
        }
    }
}
