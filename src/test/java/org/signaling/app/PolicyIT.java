package org.signaling.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.signaling.testing.TestIssuers.ALPHA;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.signaling.testing.OwnServer;
import org.signaling.testing.SocketClient;
import org.signaling.testing.SocketClient.Handshake;
import org.signaling.testing.TestUser;

/** A server that tells users of one group nothing of another one: on a deployment of its own, with other settings. */
class PolicyIT {

    private static final List<String> BATCHES = List.of("signaling.presence.v1");

    private final TestUser ada = user("policy-ada", "red");
    private final TestUser bob = user("policy-bob", "red");
    private final TestUser eve = user("policy-eve", "blue");
    private final TestUser boss = user("policy-boss", "boss");

    private static TestUser user(String subject, String group) {
        return TestUser.of(ALPHA.builder().claim("sub", subject).claim("preferred_username", subject)
                .claim("realm_access", Map.of("roles", List.of(group))).claim("scope", "openid calls").build());
    }

    private static SocketClient connect(OwnServer server, TestUser user, List<String> protocols) {
        return SocketClient.tryConnect(server.socket(), Map.of("Authorization", "Bearer " + user.token()), protocols)
                .join().client();
    }

    private static void assertNothingOf(SocketClient client, TestUser user) {
        assertThat(client.received()).noneMatch(frame -> frame.text().contains(user.subject())
                && !frame.type().equals("error"));
    }

    @Test
    void groupsAreKeptApartInListsPresenceBatchesAndMessagesAndAnAdminSeesAll() {
        assumeTrue(System.getProperty("payara.micro.jar") != null);
        try (OwnServer server = new OwnServer("signaling.policy.visibility=group",
                "signaling.policy.required-scopes=calls", "signaling.issuer.alpha.admin-group=boss",
                "signaling.issuer.alpha.groups-claim=realm_access.roles").start()) {
            Handshake refused = SocketClient.handshake(server.socket(), Map.of("Authorization", "Bearer "
                    + ALPHA.token("policy-mallory", "Mallory")));
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.header("WWW-Authenticate")).hasValueSatisfying(challenge -> assertThat(challenge)
                    .contains("error=\"insufficient_scope\"", "scope=\"calls\""));

            SocketClient eves = connect(server, eve, List.of());
            SocketClient evesPhone = connect(server, eve, BATCHES);
            evesPhone.send("{\"type\":\"presence\"}");
            long known = evesPhone.await("presence").json().path("body").path("version").asLong();
            SocketClient adas = connect(server, ada, List.of());
            SocketClient bobs = connect(server, bob, List.of());
            assertThat(adas.await("userOnline").text()).contains(bob.subject());

            assertThat(adas.users()).containsExactlyInAnyOrder(ada.info(), bob.info());
            adas.send(bob.message("Any", "1"));
            assertThat(bobs.await("Any").text()).isEqualTo(ada.delivered("Any", "1"));

            eves.send(ada.message("Any", "1"));
            String online = eves.await("error").text().replace(ada.subject(), "X");
            eves.send(ada.message("Any", "1").replace(ada.subject(), "policy-nobody"));
            String offline = eves.await("error").text().replace("policy-nobody", "X");
            assertThat(online).contains("\"forbidden\"").isEqualTo(offline);

            SocketClient evesThird = connect(server, eve, BATCHES);
            evesThird.send("{\"type\":\"presence\",\"body\":{\"version\":" + known + "}}");
            SocketClient bosses = connect(server, boss, List.of());
            assertThat(bosses.users()).hasSize(4);
            bosses.send(eve.message("Any", "2"));
            for (SocketClient each : List.of(eves, evesPhone, evesThird)) {
                each.await("Any");
                assertThat(each.users()).containsExactlyInAnyOrder(eve.info(), boss.info());
            }
            eves.send(boss.message("Any", "3"));
            bosses.await("Any");

            bobs.close();
            assertThat(adas.await("userOffline").text()).contains(bob.subject());
            adas.send(bob.message("Any", "4"));
            assertThat(adas.await("error").text()).contains("target-offline");
            for (SocketClient each : List.of(eves, evesPhone, evesThird)) {
                each.users();
                assertNothingOf(each, ada);
                assertNothingOf(each, bob);
            }
        }
    }
}
