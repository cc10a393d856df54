package org.signaling.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.signaling.testing.SocketClient;
import org.signaling.testing.TestIssuers;

/** The uber-jar as a container image runs it: told everything by the environment, ended by a signal. */
class MicrobundleIT {

    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    @TempDir
    private Path directory;
    private Path output;
    private Process server;
    private URI socket;

    @BeforeEach
    void start() throws IOException {
        String port = System.getProperty("free.port");
        socket = URI.create("ws://127.0.0.1:" + port + "/");
        output = directory.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-Xmx512m", "-jar",
                System.getProperty("microbundle"));
        builder.environment().putAll(Map.of("PORT", port, "PROVIDER", TestIssuers.ALPHA.issuer(), "AUDIENCE",
                "signaling", "CORS", "https://calls.example"));
        server = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        await("the server answers at PORT").atMost(START_LIMIT).pollInterval(Duration.ofMillis(200)).ignoreExceptions()
                .until(() -> SocketClient.handshake(socket, Map.of()).status() == 401);
    }

    @AfterEach
    void stop() throws InterruptedException {
        server.destroyForcibly();
        server.waitFor(10, TimeUnit.SECONDS);
    }

    @Test
    void itServesTwoUsersAndATermSignalClosesTheirSocketsAndEndsItInTime() throws Exception {
        SocketClient alice = SocketClient.open(socket, TestIssuers.ALPHA.token("alice", "Alice"));
        alice.users();
        SocketClient bob = SocketClient.open(socket, TestIssuers.ALPHA.token("bob", "Bob"));
        alice.await("userOnline");
        bob.users();

        server.destroy();

        assertThat(alice.awaitClose()).isEqualTo(1001);
        assertThat(bob.awaitClose()).isEqualTo(1001);
        assertThat(server.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(output)).doesNotContain("Hazelcast Instance Bound Port");
    }
}
