package org.signaling.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;

/** What is inside the Payara Micro that the integration tests run on. */
public final class PayaraLibraries {

    private PayaraLibraries() {
    }

    /**
     * {@return classes of Payara, and nothing of the application; the caller closes it}
     *
     * @param folder where to put copies; not null
     * @param names the names of libraries; one that Payara has not is left out; not null
     */
    public static URLClassLoader load(Path folder, String... names) throws IOException {
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
        return new URLClassLoader(copies.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }
}
