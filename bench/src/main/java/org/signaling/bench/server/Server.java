package org.signaling.bench.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * One server in a process of its own, that this one starts, watches through {@code /proc} and ends.
 */
public final class Server implements AutoCloseable {

    private static final long START_SECONDS = 400;
    /** How exactly the time of a start can be told. */
    private static final long POLL_MILLIS = 20;
    /** {@code USER_HZ} of Linux. */
    private static final long MICROS_A_TICK = 10_000;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private final int port;
    private final Process process;
    private final Path log;
    private long pid;

    private Server(int port, Process process, Path log) {
        this.port = port;
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a server and waits until it takes a connection.
     *
     * @param command starts it in the foreground
     * @param probe an upgrade request that it accepts
     */
    public static Server start(List<String> command, int port, Path log, byte[] probe) {
        try {
            Files.createDirectories(log.getParent());
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
            Server server = new Server(port, process, log);
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            server.awaitReady(probe);
            server.pid = jvm(process);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady(byte[] probe) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!accepts(probe)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                close();
                throw new IllegalStateException("the server did not start; see " + log);
            }
            pause(POLL_MILLIS);
        }
    }

    private boolean accepts(byte[] probe) {
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
            socket.setSoTimeout(5_000);
            OutputStream out = socket.getOutputStream();
            out.write(probe);
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(12), StandardCharsets.US_ASCII).equals("HTTP/1.1 101");
        } catch (IOException e) {
            return false;
        }
    }

    /** A port that nobody listens on, another one each time: the system may offer one again that is not in use yet. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            int free = socket.getLocalPort();
            return GIVEN.add(free) ? free : freePort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sleeps. */
    public static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Where it listens on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** Its process id. */
    public long pid() {
        return pid;
    }

    /** The server itself is the last one of the processes: scripts and launchers come before it. */
    private static long jvm(Process process) {
        return process.descendants().filter(each -> each.info().command().orElse("").endsWith("/java"))
                .reduce((first, last) -> last).orElse(process.toHandle()).pid();
    }

    /** The processor time that it has used, in microseconds; in steps of 10,000. */
    public long cpuMicros() {
        String stat = read(Path.of("/proc/" + pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MICROS_A_TICK;
    }

    /** The memory that it has from the system, in kilobytes. */
    public long residentKilobytes() {
        return read(Path.of("/proc/" + pid() + "/status")).lines().filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", ""))).findFirst().orElseThrow();
    }

    /** The live heap after a full collection, in bytes; -1 if it is no Java process. */
    public long liveHeapBytes() {
        String histogram = command(List.of("jcmd", Long.toString(pid()), "GC.class_histogram"));
        return histogram.lines().filter(line -> line.startsWith("Total"))
                .mapToLong(line -> Long.parseLong(line.trim().split("\\s+")[2])).findFirst().orElse(-1);
    }

    /** Runs a command to its end and returns what it printed. */
    public static String command(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
