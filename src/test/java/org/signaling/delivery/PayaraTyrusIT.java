package org.signaling.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        try (URLClassLoader tyrus = new URLClassLoader(librariesOfPayara("tyrus-core.jar", "tyrus-spi.jar",
                "jakarta.websocket-api.jar", "jakarta.websocket-client-api.jar"),
                ClassLoader.getPlatformClassLoader())) {
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
        try (URLClassLoader tyrus = new URLClassLoader(librariesOfPayara("tyrus-core.jar", "tyrus-spi.jar",
                "jakarta.websocket-api.jar", "jakarta.websocket-client-api.jar"),
                ClassLoader.getPlatformClassLoader())) {
            assertThat(TyrusFrames.canSend(tyrus.loadClass("org.glassfish.tyrus.core.TyrusRemoteEndpoint$Async")))
                    .isTrue();
        }
    }

    private URL[] librariesOfPayara(String... names) throws IOException {
        List<URL> copies = new ArrayList<>();
        try (JarFile payara = new JarFile(System.getProperty("payara.micro.jar"))) {
            for (String name : names) {
                if (payara.getEntry("MICRO-INF/runtime/" + name) != null) {
                    Path copy = folder.resolve(name);
                    try (InputStream in = payara.getInputStream(payara.getEntry("MICRO-INF/runtime/" + name))) {
                        Files.copy(in, copy);
                    }
                    copies.add(copy.toUri().toURL());
                }
            }
        }
        return copies.toArray(URL[]::new);
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
