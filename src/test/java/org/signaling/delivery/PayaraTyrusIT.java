package org.signaling.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.signaling.testing.PayaraLibraries;

/** Looks into the Payara Micro that the other integration tests run on. */
class PayaraTyrusIT {

    @TempDir
    private Path folder;

    @Test
    void payaraStillNeedsIt() throws Exception {
        AtomicInteger scheduled = new AtomicInteger();
        Object scheduler = Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[]{ScheduledExecutorService.class}, (proxy, method, args) -> {
                    scheduled.incrementAndGet();
                    return null;
                });
        try (URLClassLoader tyrus = PayaraLibraries.load(folder, "tyrus-core.jar", "tyrus-spi.jar",
                "jakarta.websocket-api.jar", "jakarta.websocket-client-api.jar")) {
            Class<?> type = tyrus.loadClass("org.glassfish.tyrus.core.TyrusSession");
            Object session = withoutConstructor(type);
            set(type, session, "idleTimeoutLock", new Object());
            set(type, session, "service", scheduler);
            set(type, session, "maxIdleTimeout", -1L);

            Method restart = type.getDeclaredMethod("restartIdleTimeoutExecutor");
            restart.setAccessible(true);
            restart.invoke(session);
        }

        assertThat(scheduled).as("tasks that a session without an idle timeout schedules for one message; with none,"
                + " PayaraIdleTimer and its tests are no longer needed").hasValue(1);
    }

    @Test
    void payaraCanStillBeGivenFramesThatAreEncodedAlready() throws Exception {
        try (URLClassLoader tyrus = PayaraLibraries.load(folder, "tyrus-core.jar", "tyrus-spi.jar",
                "jakarta.websocket-api.jar", "jakarta.websocket-client-api.jar")) {
            assertThat(TyrusFrames.canSend(tyrus.loadClass("org.glassfish.tyrus.core.TyrusRemoteEndpoint$Async")))
                    .isTrue();
        }
    }

    /** Tyrus makes sessions from a whole running container only. */
    private static Object withoutConstructor(Class<?> type) throws ReflectiveOperationException {
        Class<?> unsafe = Class.forName("sun.misc.Unsafe");
        Field instance = unsafe.getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        return unsafe.getMethod("allocateInstance", Class.class).invoke(instance.get(null), type);
    }

    private static void set(Class<?> type, Object target, String name, Object value)
            throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        field.set(target, value);
    }
}
