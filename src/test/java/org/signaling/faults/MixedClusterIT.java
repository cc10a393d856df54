package org.signaling.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.signaling.testing.FreePort;
import org.signaling.testing.SocketClient;
import org.signaling.testing.TestIssuer;
import org.signaling.testing.TestUser;

/** One cluster of Payara Micro, WildFly and Open Liberty, on this machine. */
class MixedClusterIT {

    private static final Path BUILD = Path.of(System.getProperty("server.log")).getParent();
    private static final Path WAR = Path.of(System.getProperty("war"));

    private final TestIssuer issuer = TestIssuer.start(0, "/alpha");
    private final List<Integer> clusterPorts = List.of(FreePort.any(), FreePort.any(), FreePort.any());
    private final List<Integer> ports = List.of(FreePort.any(), FreePort.any(), FreePort.any());
    private final List<Process> processes = new ArrayList<>();

    private Map<String, String> settings(int server) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("signaling.issuers", "alpha");
        settings.put("signaling.issuer.alpha.issuer", issuer.issuer());
        settings.put("signaling.issuer.alpha.audiences", TestIssuer.AUDIENCE);
        settings.put("signaling.cluster", "jgroups");
        settings.put("signaling.cluster.bind-address", "127.0.0.1");
        settings.put("signaling.cluster.bind-port", "" + clusterPorts.get(server));
        settings.put("signaling.cluster.hosts",
                String.join(",", clusterPorts.stream().map(port -> "127.0.0.1:" + port).toList()));
        return settings;
    }

    private List<String> definitions(int server) {
        return settings(server).entrySet().stream().map(each -> "-D" + each.getKey() + "=" + each.getValue()).toList();
    }

    private void begin(String name, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(Redirect.to(BUILD.resolve("mixed-" + name + ".log").toFile()));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        processes.add(builder.start());
    }

    private void payara(int server) throws IOException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(definitions(server));
        command.addAll(List.of("-jar", System.getProperty("payara.micro.jar"), "--nohazelcast", "--nohostaware",
                "--disablephonehome", "--port", "" + ports.get(server), "--contextroot", "/", "--deploy",
                WAR.toString()));
        begin("payara-micro", command);
    }

    private void wildfly(int server) throws IOException {
        Path home = Path.of(System.getProperty("wildfly.home"));
        Files.copy(WAR, home.resolve("standalone/deployments/signaling.war"), StandardCopyOption.REPLACE_EXISTING);
        List<String> command = new ArrayList<>(List.of(home.resolve("bin/standalone.sh").toString(), "-c",
                "standalone-microprofile.xml", "-Djboss.http.port=" + ports.get(server),
                "-Djboss.https.port=" + FreePort.any(), "-Djboss.management.http.port=" + FreePort.any()));
        command.addAll(definitions(server));
        begin("wildfly", command);
    }

    private void liberty(int server) throws IOException {
        Path home = Path.of(System.getProperty("liberty.home"));
        Path directory = home.resolve("usr/servers/signaling");
        Files.copy(WAR, directory.resolve("dropins/signaling.war"), StandardCopyOption.REPLACE_EXISTING);
        List<String> lines = new ArrayList<>(List.of("PORT=" + ports.get(server)));
        settings(server).forEach((key, value) -> lines.add(key + "=" + value));
        Files.write(directory.resolve("bootstrap.properties"), lines);
        begin("openliberty", List.of(home.resolve("bin/server").toString(), "run", "signaling"));
    }

    @AfterEach
    void end() {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        issuer.close();
    }

    private URI socket(int server) {
        return URI.create("ws://127.0.0.1:" + ports.get(server) + "/");
    }

    @Test
    void usersOfThreeKindsOfServersSeeAndReachEachOther() throws IOException {
        payara(0);
        wildfly(1);
        liberty(2);
        List<TestUser> users = new ArrayList<>();
        List<SocketClient> clients = new ArrayList<>();
        for (int i = 0; i < ports.size(); i++) {
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
