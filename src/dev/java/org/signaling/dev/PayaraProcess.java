package org.signaling.dev;

import fish.payara.micro.PayaraMicro;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/** Payara Micro with the WAR, in a JVM of its own. Its output goes to a file. */
final class PayaraProcess {

    private static final long STOP_SECONDS = 3;
    private static final long POLL_MILLIS = 100;

    private final Process process;
    private final ServerLog log;
    private volatile boolean stopping;

    private PayaraProcess(Process process, ServerLog log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts Payara Micro and returns at once.
     *
     * @param war what to deploy, at context root {@code /}
     * @param port where to listen
     * @param settings system properties for the server
     * @param directory for its log and for what it unpacks
     * @param classes where this package's classes are
     * @throws IOException if there is no such JVM or directory
     */
    static PayaraProcess start(Path war, int port, Map<String, String> settings, Path directory, Path classes)
            throws IOException {
        Path jar = payaraJar();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // the quick compiler and the simple collector: a third less time to start
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(moduleOptions(jar));
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-cp", classes + File.pathSeparator + jar, PayaraChild.class.getName()));
        command.addAll(List.of("--nohazelcast", "--disablephonehome", "--port", Integer.toString(port),
                "--contextroot", "/", "--rootdir", directory.resolve("payara").toString(),
                "--deploy", war.toString()));
        Files.createDirectories(directory);
        Path log = directory.resolve("server.log");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        return new PayaraProcess(process, new ServerLog(log));
    }

    /** Payara Micro is on our class path, so that its place in the local repository is known. */
    private static Path payaraJar() throws IOException {
        CodeSource source = PayaraMicro.class.getProtectionDomain().getCodeSource();
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    /** What {@code java -jar} would read from the manifest. */
    private static List<String> moduleOptions(Path jar) throws IOException {
        List<String> options = new ArrayList<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            Attributes manifest = file.getManifest().getMainAttributes();
            for (String name : List.of("Add-Opens", "Add-Exports")) {
                for (String packageName : manifest.getValue(name).strip().split("\\s+")) {
                    options.add("--" + name.toLowerCase(Locale.ROOT) + "=" + packageName + "=ALL-UNNAMED");
                }
            }
        }
        return options;
    }

    /**
     * Waits until the WAR is deployed.
     *
     * @param port where the server must answer
     * @throws StartFailure if it did not deploy, with the reason that the log gives
     */
    void awaitReady(int port) throws StartFailure, IOException, InterruptedException {
        while (!log.saysReady()) {
            if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new StartFailure("The server ended while it started:\n" + log.reason());
            }
        }
        if (log.saysFailed() || !Ports.answers(port)) {
            throw new StartFailure(log.reason() + "\nAll of it: " + log.file());
        }
    }

    /** Waits until the server's JVM ends by itself or was stopped; {@return whether it was stopped} */
    boolean awaitEnd() throws InterruptedException {
        process.waitFor();
        return stopping;
    }

    /** {@return where the server's output goes} */
    Path logFile() {
        return log.file();
    }

    /** Ends the server: politely, then not. Returns when it is gone. */
    void stop() {
        stopping = true;
        // not process.destroy(): that closes the child's input as well, and it would end at once
        process.toHandle().destroy();
        try {
            if (process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
