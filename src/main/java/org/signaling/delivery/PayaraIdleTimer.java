package org.signaling.delivery;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import jakarta.websocket.server.ServerContainer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Spares Payara an idle timer that this server does not use. Payara alone: on other servers this does nothing.
 *
 * <p>Tyrus, Payara's WebSocket container, schedules a task for every message in and out, with no idle timeout too, and
 * on Payara each scheduling searches the class path for context providers: most of what a message costs there. Tyrus
 * takes the scheduler from a private field of the application's own WebSocket container. Before the first connection,
 * this puts the same scheduler there, but for tasks with no delay, which are those of sessions without an idle timeout
 * and do nothing when they run. Timeouts of other lengths, heartbeats and other applications stay as they are.
 *
 * <p>Tyrus has mended it since (its commit df91ee1): a negative timeout, which {@code SignalingEndpoint} sets, schedules
 * nothing. {@code PayaraTyrusIT} fails as soon as Payara has that Tyrus; this file can go then.
 */
@WebListener
public class PayaraIdleTimer implements ServletContextListener {

    private static final Logger LOG = System.getLogger(PayaraIdleTimer.class.getName());
    private static final String CONTAINER = "org.glassfish.tyrus.core.BaseContainer";
    private static final String SCHEDULER = "managedScheduledExecutorService";

    /** The server is about to take connections. */
    @Override
    public void contextInitialized(ServletContextEvent event) {
        spare(event.getServletContext().getAttribute(ServerContainer.class.getName()));
    }

    /**
     * Replaces the scheduler of a Tyrus container.
     *
     * @param container the application's WebSocket container, of whichever server; may be null
     */
    static void spare(Object container) {
        Class<?> type = container == null ? null : container.getClass();
        while (type != null && !type.getName().equals(CONTAINER)) {
            type = type.getSuperclass();
        }
        if (type == null) {
            return;
        }
        try {
            Field field = type.getDeclaredField(SCHEDULER);
            field.setAccessible(true);
            if (field.get(container) instanceof ScheduledExecutorService scheduler) {
                field.set(container, withoutIdleTimers(scheduler));
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.WARNING, "This Payara cannot be spared its idle timers; messages cost several times the CPU"
                    + " time that they need: {0}", e.toString());
        }
    }

    private static ScheduledExecutorService withoutIdleTimers(ScheduledExecutorService scheduler) {
        ScheduledFuture<?> done = scheduler.schedule(() -> {
        }, 0, TimeUnit.MILLISECONDS);
        return (ScheduledExecutorService) Proxy.newProxyInstance(PayaraIdleTimer.class.getClassLoader(),
                new Class<?>[]{ScheduledExecutorService.class}, (proxy, method, args) -> {
                    boolean noTimeout = method.getName().equals("schedule") && (Long) args[1] <= 0;
                    return noTimeout ? done : invoke(scheduler, method, args);
                });
    }

    private static Object invoke(Object target, Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
