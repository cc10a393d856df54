package org.signaling.ice;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.signaling.message.IceServer;
import org.signaling.message.UserId;
import org.signaling.testing.Coturn;
import org.signaling.testing.NeedsCoturn;
import org.signaling.testing.TestSettings;

/** A real TURN server, coturn, accepts the credentials. */
@NeedsCoturn
class TurnCredentialsIT {

    private static final UserId ALICE = new UserId("https://idp.example/a", "alice");

    @TempDir
    Path directory;

    private static IceServer turn(Coturn coturn, String secret) {
        return new IceServers(TestSettings.with("signaling.ice.turn", "turn:127.0.0.1:" + coturn.port(),
                "signaling.ice.turn-secret", secret), Clock.systemUTC()).servers(ALICE).get(0);
    }

    /** Allocates a relay and sends some messages through it to itself. */
    private String relay(Coturn coturn, IceServer turn) throws IOException, InterruptedException {
        Path log = Files.createTempFile(directory, "client", ".log");
        Process client = new ProcessBuilder("turnutils_uclient", "-y", "-n", "5", "-c", "-p", "" + coturn.port(), "-u",
                turn.username(), "-w", turn.credential(), "127.0.0.1")
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        assertThat(client.waitFor(30, SECONDS)).isTrue();
        return Files.readString(log);
    }

    @Test
    void aRelayIsHadWithTheCredentialAndWithNoOther() throws Exception {
        try (Coturn coturn = new Coturn(directory)) {
            assertThat(relay(coturn, turn(coturn, coturn.secret()))).contains("Total lost packets 0")
                    .doesNotContain("ERROR");
            assertThat(relay(coturn, turn(coturn, "another secret"))).contains("Cannot complete Allocation");
        }
    }
}
