package org.signaling.soak;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link Crowd} as its director sees it: a process to give orders to, to freeze and to kill. */
final class CrowdProcess implements AutoCloseable {

    private static final long STOP_SECONDS = 30;

    private final Place place;
    private final Path directory;
    private final int number;
    private final int size;
    private int incarnation;
    private Process process;

    CrowdProcess(Place place, Path directory, int number, int size) {
        this.place = place;
        this.directory = directory;
        this.number = number;
        this.size = size;
    }

    void start() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-Xss256k",
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                Crowd.class.getName(), directory.toString(), "" + number, "" + incarnation++, "" + size,
                "" + place.members(), place.server().toString(), place.desk().toString()));
        command.addAll(place.issuers());
        File output = directory.resolve("crowd-" + number + ".log").toFile();
        process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.appendTo(output))
                .start();
    }

    void order(String word) throws IOException {
        OutputStream orders = process.getOutputStream();
        orders.write((word + "\n").getBytes(StandardCharsets.US_ASCII));
        orders.flush();
    }

    void freeze(long millis) throws IOException, InterruptedException {
        Signals.stop(process.pid());
        TimeUnit.MILLISECONDS.sleep(millis);
        Signals.go(process.pid());
    }

    /** Ends it without a word to anybody. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Has all members leave, and waits for its end. */
    void stop() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("crowd " + number + " does not end");
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
