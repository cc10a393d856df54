package org.signaling.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.signaling.testing.FreePort;
import org.signaling.testing.ServerProcess;
import org.signaling.testing.SocketClient;
import org.signaling.testing.TestIssuer;
import org.signaling.testing.TestUser;

/** One cluster of Payara Micro, WildFly and Open Liberty, on this machine. */
class MixedClusterIT {

    private static final List<String> KINDS = List.of("payara-micro", "wildfly", "openliberty");

    private final TestIssuer issuer = TestIssuer.start(0, "/alpha");
    private final List<Integer> clusterPorts = List.of(FreePort.any(), FreePort.any(), FreePort.any());
    private final List<ServerProcess> servers = new ArrayList<>();

    private Map<String, String> settings(int server) {
        return Map.of(
                "SIGNALING_ISSUERS", "alpha",
                "SIGNALING_ISSUER_ALPHA_ISSUER", issuer.issuer(),
                "SIGNALING_ISSUER_ALPHA_AUDIENCES", TestIssuer.AUDIENCE,
                "SIGNALING_CLUSTER", "jgroups",
                "SIGNALING_CLUSTER_BIND_ADDRESS", "127.0.0.1",
                "SIGNALING_CLUSTER_BIND_PORT", "" + clusterPorts.get(server),
                "SIGNALING_CLUSTER_HOSTS",
                String.join(",", clusterPorts.stream().map(port -> "127.0.0.1:" + port).toList()));
    }

    @AfterEach
    void end() {
        servers.forEach(ServerProcess::close);
        issuer.close();
    }

    private URI socket(int server) {
        return URI.create("ws://127.0.0.1:" + servers.get(server).port() + "/");
    }

    @Test
    void usersOfThreeKindsOfServersSeeAndReachEachOther() {
        for (int i = 0; i < KINDS.size(); i++) {
            servers.add(new ServerProcess("mixed-" + KINDS.get(i), settings(i)).begin(KINDS.get(i)));
        }
        List<TestUser> users = new ArrayList<>();
        List<SocketClient> clients = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            URI socket = socket(i);
            Awaitility.await().atMost(Duration.ofMinutes(4)).pollInterval(Duration.ofMillis(500)).ignoreExceptions()
                    .until(() -> SocketClient.handshake(socket, Map.of()).status() == 401);
            TestUser user = TestUser.of(issuer.token("user" + i, "User " + i));
            users.add(user);
            clients.add(SocketClient.open(socket, user.token()).joined());
        }
        for (SocketClient client : clients) {
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> client.users().size() == users.size());
        }
        for (int from = 0; from < users.size(); from++) {
            for (int to = 0; to < users.size(); to++) {
                String type = from + "-to-" + to;
                clients.get(from).send(users.get(to).message(type, "{}"));
                assertThat(clients.get(to).await(type).text()).isEqualTo(users.get(from).delivered(type, "{}"));
            }
        }
        clients.forEach(SocketClient::close);
    }
}
