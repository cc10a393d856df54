package org.signaling.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.signaling.testing.TestIssuers.ALPHA;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.signaling.testing.OwnServer;
import org.signaling.testing.ServerTest;
import org.signaling.testing.SocketClient;
import org.signaling.testing.SocketClient.Handshake;
import org.signaling.testing.TestUser;

/** A server of its own that gets next to no processor time, as with neighbours that are far too busy. */
class PayaraOverloadIT extends ServerTest {

    private static final Duration LONG = Duration.ofMinutes(3);

    private final TestUser ada = newUser(ALPHA, "ada");
    private final TestUser bob = newUser(ALPHA, "bob");

    private static Handshake knock(OwnServer server, TestUser user) {
        return SocketClient.handshake(server.socket(), Map.of("Authorization", "Bearer " + user.token()));
    }

    @Test
    void whileItIsHeldDownNobodyNewIsLetInWhoIsInStaysAndAfterwardsAllIsWell() {
        try (OwnServer server = new OwnServer().start()) {
            SocketClient inside = closeLater(SocketClient.open(server.socket(), ada.token()));

            server.holdDown();
            await("503").atMost(LONG).ignoreExceptions().until(() -> {
                Handshake knocked = knock(server, bob);
                if (knocked.client() != null) {
                    knocked.client().vanish();
                }
                return knocked.status() == 503 && knocked.header("Retry-After").isPresent();
            });
            server.letGo();

            await("let in").atMost(LONG).ignoreExceptions().until(() -> {
                Handshake knocked = knock(server, bob);
                return knocked.client() != null && closeLater(knocked.client()).isOpen();
            });
            assertThat(inside.isOpen()).isTrue();
            inside.send("{\"type\":\"userList\"}");
            assertThat(inside.await("userList").json().path("body").path("users")).contains(ada.info(), bob.info());
        }
    }
}
