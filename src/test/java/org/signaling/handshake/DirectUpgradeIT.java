package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.signaling.testing.ServerTest;
import org.signaling.testing.TestIssuers;
import org.signaling.testing.TestUser;

/** Looks into the log of the server that the other integration tests run on. */
class DirectUpgradeIT extends ServerTest {

    private static final Duration WRITTEN = Duration.ofSeconds(20);

    @Test
    void noServerThatIsKnownLooksDifferentSoThatItWouldSearchForBeansInEachUpgrade() throws IOException {
        TestUser user = newUser(TestIssuers.ALPHA, "upgraded");

        connect(user);

        await().atMost(WRITTEN).until(() -> log().contains("user=" + user.subject()));
        assertThat(log()).doesNotContain("cannot be spared the search for beans");
    }

    private static String log() throws IOException {
        return Files.readString(Path.of(System.getProperty("server.log")), StandardCharsets.ISO_8859_1);
    }
}
