package org.signaling.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * A real TURN server, coturn, where the settings of the server under test say, with the secret that they name. It
 * relays between programs of this machine.
 */
public final class Coturn implements AutoCloseable {

    static final String PROGRAM = "turnserver";

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final InetSocketAddress address;
    private final String secret;
    private final Path log;
    private final Process process;

    /**
     * Starts it, and waits until it answers.
     *
     * @param directory for what it writes
     */
    public Coturn(Path directory) {
        this(directory, new InetSocketAddress("127.0.0.1", ServerSettings.turnPort()), ServerSettings.turnSecret());
    }

    /**
     * Starts it elsewhere than the settings of the server under test say, and waits until it answers.
     *
     * @param directory for what it writes
     * @param address of this machine, where it listens and where its relays are
     * @param secret what it shares with the signaling server
     */
    public Coturn(Path directory, InetSocketAddress address, String secret) {
        this.address = address;
        this.secret = secret;
        log = directory.resolve("turnserver.log");
        try {
            process = new ProcessBuilder(PROGRAM, "-n", "--listening-ip=" + host(), "--relay-ip=" + host(),
                    "--listening-port=" + port(), "--use-auth-secret", "--static-auth-secret=" + secret(),
                    "--realm=test", "--allow-loopback-peers", "--no-tls", "--no-dtls", "--no-cli",
                    "--log-file=stdout", "--simple-log", "--verbose",
                    "--pidfile=" + directory.resolve("turnserver.pid"),
                    "--userdb=" + directory.resolve("turndb"))
                    .directory(directory.toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await("coturn answers").atMost(LIMIT).pollInterval(Duration.ofMillis(50))
                .failFast("coturn ended", () -> !process.isAlive())
                .ignoreExceptionsInstanceOf(IOException.class).until(this::answersBinding);
    }

    /** Whether it is on the path. */
    static boolean installed() {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(place -> Files.isExecutable(Path.of(place, PROGRAM)));
    }

    /** STUN's own question whether somebody is there (RFC 8489, section 2). */
    private boolean answersBinding() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            byte[] binding = Arrays.copyOf(new byte[]{0, 1, 0, 0, 0x21, 0x12, (byte) 0xa4, 0x42}, 20);
            socket.setSoTimeout(200);
            socket.send(new DatagramPacket(binding, 20, address));
            socket.receive(new DatagramPacket(new byte[500], 500));
            return true;
        }
    }

    /** The port that it answers on. */
    public int port() {
        return address.getPort();
    }

    private String host() {
        return address.getAddress().getHostAddress();
    }

    /** What it shares with the server under test. */
    public String secret() {
        return secret;
    }

    /** Leaves it no time, so that it relays nothing and answers nothing, or has it go on. */
    public void freeze(boolean frozen) {
        Shell.run("kill -" + (frozen ? "STOP " : "CONT ") + process.pid());
    }

    /** What it has logged; all of it after {@link #close}. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops it, and waits until it is gone and its port is free. */
    @Override
    public void close() {
        if (process.isAlive()) {
            // who is frozen does not hear that it should end
            freeze(false);
        }
        process.destroy();
        try {
            await("coturn ends").atMost(LIMIT).pollInterval(Duration.ofMillis(50)).until(() -> !process.isAlive());
        } finally {
            process.destroyForcibly();
        }
        try (DatagramSocket free = new DatagramSocket(address)) {
            assert free.isBound();
        } catch (IOException e) {
            throw new UncheckedIOException("something is left on coturn's port", e);
        }
    }
}
