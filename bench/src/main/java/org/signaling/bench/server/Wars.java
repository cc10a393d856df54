package org.signaling.bench.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.signaling.bench.relay.Relay;
import org.signaling.delivery.PayaraIdleTimer;

/** The WARs that are measured, besides the one that the build makes. */
final class Wars {

    private static final String CURE = PayaraIdleTimer.class.getName().replace('.', '/') + ".class";

    private Wars() {
    }

    /** The WAR without what it does about Payara's idle timers. */
    static Path withoutCure(Path war, Path to) {
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(war)); ZipOutputStream out = open(to)) {
            ZipEntry entry;
            while ((entry = in.getNextEntry()) != null) {
                if (!entry.getName().endsWith(CURE)) {
                    out.putNextEntry(new ZipEntry(entry.getName()));
                    in.transferTo(out);
                }
            }
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bare relay. */
    static Path relay(boolean cured, Path to) {
        List<String> classes = cured
                ? List.of(Relay.class.getName().replace('.', '/') + ".class", CURE)
                : List.of(Relay.class.getName().replace('.', '/') + ".class");
        try (ZipOutputStream out = open(to)) {
            for (String name : classes) {
                out.putNextEntry(new ZipEntry("WEB-INF/classes/" + name));
                try (InputStream in = Wars.class.getClassLoader().getResourceAsStream(name)) {
                    in.transferTo(out);
                }
            }
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ZipOutputStream open(Path to) throws IOException {
        Files.createDirectories(to.getParent());
        OutputStream file = Files.newOutputStream(to);
        return new ZipOutputStream(file);
    }
}
