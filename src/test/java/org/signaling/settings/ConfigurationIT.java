package org.signaling.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees who made a mistake: on a server of its own, because it must fail to start. */
class ConfigurationIT {

    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    @TempDir
    private Path directory;
    private Process server;

    @BeforeEach
    void onlyPayaraMicroIsStartedHere() {
        assumeTrue(System.getProperty("payara.micro.jar") != null);
    }

    @AfterEach
    void stop() throws InterruptedException {
        server.destroyForcibly();
        server.waitFor(10, TimeUnit.SECONDS);
    }

    @Test
    void wrongSettingsStopTheDeploymentAndEachIsNamedWithItsValueAndTheCure() throws IOException {
        Path output = directory.resolve("output");
        server = new ProcessBuilder(List.of(System.getProperty("java.home") + "/bin/java",
                "-Dsignaling.issuers=main",
                "-Dsignaling.issuer.main.issuer=idp.example/realms/a",
                "-Dsignaling.issuer.main.audiences=signaling",
                "-Dsignaling.message.max-bytes=many",
                "-Dsignaling.message.max-byte=1",
                "-jar", System.getProperty("payara.micro.jar"), "--nocluster", "--nohostaware", "--autoBindHttp",
                "--contextroot", "/", "--deploy", System.getProperty("war")))
                .redirectErrorStream(true).redirectOutput(output.toFile()).start();

        await("the server is up or gone").atMost(START_LIMIT).pollInterval(Duration.ofMillis(100)).until(
                () -> !server.isAlive() || Files.readString(output).contains("Instance Configuration"));

        // as on the servers that stay up: see RedeploymentIT
        assertThat(Files.readString(output))
                .contains("Signaling cannot start, 3 settings are wrong:")
                .contains("signaling.message.max-byte is no setting of this server; the nearest one is"
                        + " signaling.message.max-bytes")
                .contains("signaling.issuer.main.issuer=idp.example/realms/a is not an address;"
                        + " write it like https://idp.example/realms/a")
                .contains("signaling.message.max-bytes=many is not a whole number from 1024 to 16777216;"
                        + " leave it out for 65536")
                .doesNotContain("Loading application [signaling]");
    }
}
