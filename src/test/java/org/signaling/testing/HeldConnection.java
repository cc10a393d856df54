package org.signaling.testing;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A client in a process of its own, which can be killed. For one thread. */
public final class HeldConnection implements AutoCloseable {

    private final Process process;

    private HeldConnection(Process process) {
        this.process = process;
    }

    /** Starts the process, and waits until it is connected. */
    public static HeldConnection open(URI server, String token) {
        try {
            Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx32m", "-cp", classes(),
                    HeldConnection.class.getName(), server.toString(), token).redirectErrorStream(true).start();
            BufferedReader output = new BufferedReader(
                    new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String line = output.readLine();
            if (!"open".equals(line)) {
                throw new IllegalStateException("the client says " + line);
            }
            return new HeldConnection(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String classes() {
        return Path.of(URI.create(HeldConnection.class.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }

    /** The client's own program. */
    public static void main(String[] arguments) throws IOException {
        try (RawSocket socket = RawSocket.open(URI.create(arguments[0]), arguments[1])) {
            System.out.println("open");
            while (socket.read() != null) {
                // until somebody ends it
            }
        }
    }

    /** As {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly();
        await("the client's end").atMost(10, TimeUnit.SECONDS).until(() -> !process.isAlive());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
