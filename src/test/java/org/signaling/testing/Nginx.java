package org.signaling.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** A real nginx with the example's configuration, but for its port and its server, which are of this machine. */
public final class Nginx implements AutoCloseable {

    /** Its name on the path. */
    public static final String PROGRAM = "nginx";

    private static final Path EXAMPLE = Path.of("examples/cluster/nginx.conf");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final int port = FreePort.any();
    private final Path directory;
    private Process process;

    /**
     * @param directory for its files
     */
    public Nginx(Path directory) {
        this.directory = directory;
    }

    /** Whether it is on the path, or where Debian puts it. */
    public static boolean installed() {
        return Stream.of((System.getenv("PATH") + ":/usr/sbin").split(":"))
                .anyMatch(place -> Files.isExecutable(Path.of(place, PROGRAM)));
    }

    /** Where it listens. */
    public URI address() {
        return URI.create("http://localhost:" + port + "/");
    }

    /** Where it writes down each request. */
    public Path log() {
        return directory.resolve("access.log");
    }

    /** Starts it before a server, and waits until it listens. */
    public Nginx start(URI server) {
        try {
            String temporary = Stream.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
                    .map(each -> each + "_temp_path " + directory.resolve(each) + ";").reduce("", String::concat);
            String configuration = Files.readString(EXAMPLE);
            for (String[] change : new String[][]{{"listen 8080;", "listen 127.0.0.1:" + port + ";"},
                {"set $servers signaling;", "set $servers 127.0.0.1;"},
                {"http://$servers:8080", "http://$servers:" + server.getPort()},
                {"/var/log/nginx/access.log", log().toString()}, {"http {", "http { " + temporary}}) {
                if (!configuration.contains(change[0])) {
                    throw new IllegalStateException(EXAMPLE + " has no " + change[0]);
                }
                configuration = configuration.replace(change[0], change[1]);
            }
            Path file = Files.writeString(directory.resolve("nginx.conf"), configuration);
            ProcessBuilder builder = new ProcessBuilder(PROGRAM, "-p", directory.toString(), "-c", file.toString(),
                    "-e",
                    directory.resolve("error.log").toString(), "-g",
                    "daemon off; master_process off; pid " + directory.resolve("nginx.pid") + ";");
            builder.environment().merge("PATH", ":/usr/sbin", String::concat);
            process = builder.redirectErrorStream(true).redirectOutput(directory.resolve("nginx.log").toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await("nginx listens, see " + directory).atMost(LIMIT).pollInterval(Duration.ofMillis(50))
                .failFast("nginx ended, see " + directory, () -> !process.isAlive())
                .ignoreExceptionsInstanceOf(IOException.class).until(() -> {
                    new Socket("127.0.0.1", port).close();
                    return true;
                });
        return this;
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
