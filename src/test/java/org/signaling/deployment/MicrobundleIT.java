package org.signaling.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.signaling.testing.FreePort;
import org.signaling.testing.SocketClient;
import org.signaling.testing.TestIssuer;
import org.signaling.testing.TestIssuers;

/** The uber-jar as a container image runs it: told everything by the environment, ended by a signal. */
class MicrobundleIT {

    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private static final Map<String, String> GO_SERVERS = Map.of("PROVIDER", TestIssuers.ALPHA.issuer(), "AUDIENCE",
            TestIssuer.AUDIENCE, "CORS", "https://calls.example");

    private final int port = FreePort.any();
    private final URI socket = URI.create("ws://127.0.0.1:" + port + "/");
    @TempDir
    private Path directory;
    private Path output;
    private Process server;

    private void begin(String... more) throws IOException {
        output = directory.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-Xmx512m", "-jar",
                System.getProperty("microbundle"));
        builder.environment().putAll(GO_SERVERS);
        builder.environment().put("PORT", "" + port);
        for (int i = 0; i < more.length; i += 2) {
            builder.environment().put(more[i], more[i + 1]);
        }
        server = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }

    private void start(String... more) throws IOException {
        begin(more);
        await("the server answers at PORT").atMost(START_LIMIT).pollInterval(Duration.ofMillis(200)).ignoreExceptions()
                .until(() -> SocketClient.handshake(socket, Map.of()).status() == 401);
    }

    private List<String> endedWithStatus1() throws Exception {
        assertThat(server.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)).as("it ends").isTrue();
        assertThat(server.exitValue()).isEqualTo(1);
        return Files.readAllLines(output);
    }

    @AfterEach
    void stop() throws InterruptedException {
        server.destroyForcibly();
        server.waitFor(10, TimeUnit.SECONDS);
    }

    @Test
    void itSaysOnceWhereItListensServesTwoUsersAndATermSignalClosesTheirSocketsAndEndsItInTime() throws Exception {
        start();
        String line = "Signaling listens at port " + port + ": issuers provider (" + TestIssuers.ALPHA.issuer()
                + "); origins its own, https://calls.example; cluster none";
        await("the line").atMost(START_LIMIT).until(() -> Files.readAllLines(output).contains(line));
        assertThat(Files.readAllLines(output)).containsOnlyOnce(line);
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

    @Test
    void withTheGoServersSettingsAClientStaysPastTheEndOfItsTokenAndIsNotWarned() throws Exception {
        start("SIGNALING_CLOCK_SKEW", "0");
        Instant end = Instant.now().plusSeconds(4);
        String token = TestIssuers.ALPHA.builder().claim("sub", "alice").claim("exp", end.getEpochSecond()).build();
        SocketClient alice = SocketClient.open(socket, token);
        alice.users();
        await("the token's end is long past").atMost(Duration.ofSeconds(30)).failFast(() -> !alice.isOpen())
                .until(() -> Instant.now().isAfter(end.plusSeconds(5)));

        assertThat(SocketClient.handshake(socket, Map.of("Authorization", "Bearer " + token)).status())
                .as("what the token is good for now").isEqualTo(401);
        SocketClient bob = SocketClient.open(socket, TestIssuers.ALPHA.token("bob", "Bob"));
        assertThat(bob.users()).hasSize(2);
        alice.await("userOnline");
        assertThat(alice.received()).noneMatch(frame -> frame.type().equals("expiring"));
        alice.close();
        bob.close();
    }

    @Test
    void aMistypedSettingEndsItWithStatus1AndTheSentenceIsTheLastLine() throws Exception {
        begin("SIGNALING_ORIGIN", "https://app.example");

        assertThat(endedWithStatus1()).last().isEqualTo("Signaling cannot start: SIGNALING_ORIGIN is no setting of this"
                + " server; the nearest one is SIGNALING_ORIGINS");
    }

    @Test
    void aTakenPortEndsItWithStatus1AndOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(port)) {
            begin();

            assertThat(endedWithStatus1()).singleElement(STRING).startsWith("Signaling cannot start: port "
                    + taken.getLocalPort() + " cannot be used (");
        }
    }

    @Test
    void aPortThatIsNoNumberEndsItWithStatus1AndOneLine() throws Exception {
        begin("PORT", "http");

        assertThat(endedWithStatus1()).containsExactly("Signaling cannot start: PORT=http is not a whole number from 1"
                + " to 65535; leave it out for 8080");
    }
}
