package org.signaling.ice;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.signaling.message.IceServer;
import org.signaling.message.UserId;
import org.signaling.testing.TestSettings;

/** A real TURN server, coturn, accepts the credentials. Skipped where it is not installed. */
class TurnCredentialsIT {

    private static final String SECRET = "a secret for this test";
    private static final UserId ALICE = new UserId("https://idp.example/a", "alice");

    @TempDir
    static Path directory;

    private static int port;
    private static Process server;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(installed("turnserver") && installed("turnutils_uclient"),
                "turnserver is not installed (apt-get install coturn): the TURN credentials are not tried");
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        Path log = directory.resolve("turnserver.log");
        server = run(log, "turnserver", "-n", "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1",
                "--listening-port=" + port, "--use-auth-secret", "--static-auth-secret=" + SECRET, "--realm=test",
                "--allow-loopback-peers", "--no-tls", "--no-dtls", "--no-cli", "--log-file=stdout", "--simple-log",
                "--pidfile=" + directory.resolve("turnserver.pid"), "--userdb=" + directory.resolve("turndb"));
        Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(50)).ignoreExceptions()
                .until(TurnCredentialsIT::answersBinding);
    }

    /** STUN's own question whether somebody is there (RFC 8489, section 2). */
    private static boolean answersBinding() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            byte[] binding = Arrays.copyOf(new byte[]{0, 1, 0, 0, 0x21, 0x12, (byte) 0xa4, 0x42}, 20);
            socket.setSoTimeout(200);
            socket.send(new DatagramPacket(binding, 20, InetAddress.getByName("127.0.0.1"), port));
            socket.receive(new DatagramPacket(new byte[500], 500));
            return true;
        }
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (server != null) {
            server.destroy();
            server.waitFor(10, SECONDS);
        }
    }

    private static boolean installed(String program) {
        return List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    private static Process run(Path log, String... command) throws IOException {
        return new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
    }

    private static IceServer turn(String secret) {
        return new IceServers(TestSettings.with("signaling.ice.turn", "turn:127.0.0.1:" + port,
                "signaling.ice.turn-secret", secret), Clock.systemUTC()).servers(ALICE).get(0);
    }

    /** Allocates a relay and sends some messages through it to itself. */
    private static String relay(IceServer turn) throws IOException, InterruptedException {
        Path log = Files.createTempFile(directory, "client", ".log");
        Process client = run(log, "turnutils_uclient", "-y", "-n", "5", "-c", "-p", Integer.toString(port), "-u",
                turn.username(), "-w", turn.credential(), "127.0.0.1");
        assertThat(client.waitFor(30, SECONDS)).isTrue();
        return Files.readString(log);
    }

    @Test
    void aRelayIsHadWithTheCredentialAndWithNoOther() throws Exception {
        IceServer good = turn(SECRET);

        assertThat(relay(good)).contains("Total lost packets 0").doesNotContain("ERROR");
        assertThat(relay(turn("another secret"))).contains("Cannot complete Allocation");
    }
}
