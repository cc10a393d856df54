package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.signaling.testing.Keycloak;
import org.signaling.testing.NeedsKeycloak;
import org.signaling.testing.ServerTest;
import org.signaling.testing.SocketClient;
import org.signaling.testing.SocketClient.Handshake;
import org.signaling.testing.TcpProxy;
import org.signaling.testing.TestUser;

/**
 * With a real provider: two realms of Keycloak, the second one reached by an inside address over a cable. Late, because
 * Keycloak is slow to start.
 */
@NeedsKeycloak
@Order(Integer.MAX_VALUE - 1)
class KeycloakIT extends ServerTest {

    /** An issuer's keys are asked for again 15 s after they were missed. */
    private static final Duration KEYS_COME_BACK = Duration.ofSeconds(40);

    private static Keycloak keycloak;
    private static TcpProxy cable;

    @BeforeAll
    static void awaitKeycloak() {
        keycloak = Keycloak.start();
        keycloak.awaitReady();
        cable = TcpProxy.toIssuer("realm-b");
    }

    /** The tests that follow have the machine for themselves. */
    @AfterAll
    static void stopKeycloak() {
        cable.close();
        Keycloak.stop();
    }

    private static TestUser login(String realm, String name) {
        return TestUser.of(keycloak.token(realm, name));
    }

    private Handshake tryHeader(TestUser user) {
        return handshake(Map.of("Authorization", "Bearer " + user.token()));
    }

    @Test
    void aLoggedInUserConnectsByHeaderCookieAndQuery() {
        TestUser alice = login("a", "alice");

        assertThat(tryHeader(alice).status()).isEqualTo(101);
        assertThat(handshake(Map.of("Cookie", "oidc=" + alice.token(), "Origin", "https://app.example")).status())
                .isEqualTo(101);
        assertThat(handshake(URI.create(socket() + "?oidc=" + alice.token()), Map.of()).status()).isEqualTo(101);
    }

    @Test
    void usersOfTwoRealmsSeeOneAnotherAndTalkBothWays() {
        TestUser anna = login("a", "anna");
        TestUser berta = login("b", "berta");
        SocketClient a = connect(anna);
        SocketClient b = connect(berta);

        assertThat(a.await("userOnline").json().path("body").path("user")).isEqualTo(berta.info());
        assertThat(b.users()).contains(anna.info(), berta.info());

        a.send(berta.message("Call-Offer", "{\"sdp\":1}"));
        assertThat(b.await("Call-Offer").text()).isEqualTo(anna.delivered("Call-Offer", "{\"sdp\":1}"));
        b.send(anna.message("Call-Answer", "{\"sdp\":2}"));
        assertThat(a.await("Call-Answer").text()).isEqualTo(berta.delivered("Call-Answer", "{\"sdp\":2}"));

        b.close();
        assertThat(a.await("userOffline").json().path("body").path("user")).isEqualTo(berta.info());
    }

    @Test
    void aTokenSignedWithTheRealmsNewKeyConnectsAndTheOldOneStillDoes() {
        TestUser before = login("a", "alice");
        assertThat(tryHeader(before).status()).isEqualTo(101);

        keycloak.rotateKeys("a");
        TestUser after = login("a", "alice");

        assertThat(tryHeader(after).status()).isEqualTo(101);
        assertThat(tryHeader(before).status()).isEqualTo(101);
    }

    @Test
    void whileARealmIsOutOfReachItsKnownKeysServeOnAndNewOnesAreTakenWhenItIsBack() {
        TestUser bob = login("b", "bob");
        assertThat(tryHeader(bob).status()).isEqualTo(101);

        cable.cut();
        assertThat(tryHeader(bob).status()).isEqualTo(101);
        keycloak.rotateKeys("b");
        TestUser bobsNewToken = login("b", "bob");
        Handshake refused = tryHeader(bobsNewToken);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isPresent();

        cable.mend();
        await().atMost(KEYS_COME_BACK).pollInterval(Duration.ofMillis(500)).untilAsserted(
                () -> assertThat(tryHeader(bobsNewToken).status()).isEqualTo(101));
    }
}
