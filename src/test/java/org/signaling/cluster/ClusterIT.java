package org.signaling.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.signaling.testing.TestIssuers.ALPHA;
import static org.signaling.testing.TestIssuers.BETA;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.signaling.testing.FreePort;
import org.signaling.testing.OwnServer;
import org.signaling.testing.SocketClient;
import org.signaling.testing.TestUser;

/** Two real servers on this machine look like one, until one stops and the other is all there is. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {

    private static OwnServer first;
    private static OwnServer second;

    private final TestUser ada = TestUser.of(ALPHA.token("ada", "Ada"));
    private final TestUser bob = TestUser.of(BETA.token("bob", "Bob"));
    private final List<SocketClient> clients = new ArrayList<>();

    @BeforeAll
    static void start() {
        int[] ports = {FreePort.any(), FreePort.any()};
        first = node(ports, 0).begin();
        second = node(ports, 1).begin();
        first.ready();
        second.ready();
    }

    private static OwnServer node(int[] ports, int number) {
        return new OwnServer("signaling.cluster=jgroups", "signaling.cluster.bind-address=127.0.0.1",
                "signaling.cluster.bind-port=" + ports[number],
                "signaling.cluster.hosts=127.0.0.1:" + ports[0] + ",127.0.0.1:" + ports[1]);
    }

    @AfterAll
    static void end() {
        first.close();
        second.close();
    }

    private SocketClient connect(OwnServer server, TestUser user) {
        SocketClient client = SocketClient.open(server.socket(), user.token()).joined();
        clients.add(client);
        return client;
    }

    @AfterEach
    void closeClients() {
        clients.forEach(SocketClient::close);
    }

    private static void awaitUsers(SocketClient client, TestUser... wanted) {
        Awaitility.await().atMost(SocketClient.PATIENCE).until(() -> {
            List<JsonNode> users = new ArrayList<>();
            client.users().forEach(users::add);
            return users.size() == wanted.length
                    && List.of(wanted).stream().allMatch(user -> users.contains(user.info()));
        });
    }

    @Test
    @Order(1)
    void usersOfTwoServersSeeAndReachEachOther() {
        SocketClient adaClient = connect(first, ada);
        awaitUsers(adaClient, ada);
        SocketClient bobClient = connect(second, bob);
        awaitUsers(adaClient, ada, bob);
        awaitUsers(bobClient, ada, bob);

        adaClient.send(bob.message("Call-Offer", "{\"sdp\":\"1.0\"}"));
        assertThat(bobClient.await("Call-Offer").text()).isEqualTo(ada.delivered("Call-Offer", "{\"sdp\":\"1.0\"}"));
        bobClient.send(ada.message("Call-Answer", "12345678901234567890"));
        assertThat(adaClient.await("Call-Answer").text())
                .isEqualTo(bob.delivered("Call-Answer", "12345678901234567890"));

        bobClient.close();
        assertThat(adaClient.await("userOffline").json().path("body").path("user")).isEqualTo(bob.info());
        adaClient.send(bob.message("Call-Offer", "1"));
        assertThat(adaClient.await("error").json().path("body").path("code").asText()).isEqualTo("target-offline");
    }

    @Test
    @Order(2)
    void aUserOnBothServersComesAndGoesOnceAndGetsMessagesOnBoth() {
        SocketClient adaClient = connect(first, ada);
        awaitUsers(adaClient, ada);
        SocketClient here = connect(first, bob);
        adaClient.await("userOnline");
        SocketClient there = connect(second, bob);
        awaitUsers(there, ada, bob);

        adaClient.send(bob.message("x", "1"));
        here.await("x");
        there.await("x");
        here.close();
        there.send(ada.message("still-here", "1"));
        adaClient.await("still-here");
        there.close();
        adaClient.await("userOffline");

        assertThat(adaClient.received().stream().filter(frame -> frame.type().startsWith("userO"))).hasSize(2);
    }

    @Test
    @Order(3)
    void usersOfAServerThatStopsMoveWithoutAFlickerAndThoseOfOneThatDiesAreGone() {
        SocketClient adaClient = connect(first, ada);
        awaitUsers(adaClient, ada);
        SocketClient old = connect(second, bob);
        adaClient.await("userOnline");

        second.stop();
        old.awaitClose();
        SocketClient moved = connect(first, bob);
        moved.send(ada.message("moved", "1"));
        adaClient.await("moved");
        assertThat(adaClient.received().stream().map(SocketClient.Frame::type)).doesNotContain("userOffline");
        moved.close();
        adaClient.await("userOffline");

        second.start();
        connect(second, bob);
        adaClient.await("userOnline");
        second.kill();
        assertThat(adaClient.await("userOffline").json().path("body").path("user")).isEqualTo(bob.info());
    }
}
