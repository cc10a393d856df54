package org.signaling.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.signaling.testing.ServerProcess;
import org.signaling.testing.TestSettings;
import org.signaling.testing.WarFile;

/**
 * Every setting from the environment of a server's own process, by way of the server's own MicroProfile Config: each
 * server lists the variables in another way.
 */
class EnvironmentIT {

    private static final String KIND = System.getProperty("arquillian.launch");
    private static final Duration START_LIMIT = Duration.ofMinutes(4);

    @TempDir
    private Path directory;
    private ServerProcess server;

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everySettingIsTakenFromTheVariableOfItsName() {
        Map<String, String> right = SettingsOfTheGuide.right();
        Path war = directory.resolve("signaling.war");
        WarFile.copy().addClass(SettingsProbe.class).as(ZipExporter.class).exportTo(war.toFile());

        server = new ServerProcess(KIND + "-right", variables(right)).with(war).begin(KIND);

        String[] keysAndValues = right.entrySet().stream()
                .flatMap(each -> Stream.of(each.getKey(), each.getValue())).toArray(String[]::new);
        assertThat(settingsTaken()).isEqualTo(SettingsProbe.text(TestSettings.only(keysAndValues)));
    }

    private List<String> settingsTaken() {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.port() + SettingsProbe.PATH)).build();
        return await("the settings that the server took, see " + server.output()).atMost(START_LIMIT)
                .pollInterval(Duration.ofMillis(200))
                .failFast("the server ended, see " + server.output(), () -> !server.isAlive())
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> client.send(request, BodyHandlers.ofString()), answer -> answer.statusCode() == 200)
                .body().lines().toList();
    }

    @Test
    void oneMessageNamesEveryMistypedVariableWithTheRightOneAndTheDeploymentIsStopped() throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of(
                // which issuers there are tells what settings there are
                "SIGNALING_ISSUERS", SettingsOfTheGuide.ISSUER,
                "SIGNALING_ISSUER_THE_STAFF_ISSUER", "https://idp.example/staff",
                "SIGNALING_ISSUER_THE_STAFF_AUDIENCES", "calls",
                // names without a prefix may be anybody's: it is by the one that is right that the other one is missed
                "PROVIDR", "http://127.0.0.1:2/go", "OUTSIDEISSUER", "https://idp.example/go",
                "CORS", "go.example"));
        List<String> sentences = new ArrayList<>(List.of(
                "PROVIDER is missing: OUTSIDEISSUER says how its tokens name it; set both, or neither",
                "CORS=go.example is not a web origin; write it like https://app.example or https://app.example:8443,"
                        + " without a path"));
        variables(SettingsOfTheGuide.right()).entrySet().stream().sorted(Map.Entry.comparingByKey())
                .filter(right -> right.getKey().startsWith("SIGNALING_")).forEach(right -> {
                    String mistyped = right.getKey().substring(0, right.getKey().length() - 1);
                    environment.put(mistyped, right.getValue());
                    sentences.add(mistyped + " is no setting of this server; the nearest one is " + right.getKey());
                });

        server = new ServerProcess(KIND + "-mistyped", environment).begin(KIND);

        await("the failure's message, see " + server.output()).atMost(START_LIMIT)
                .pollInterval(Duration.ofMillis(200)).until(() -> !server.isAlive()
                        || Files.readString(server.output()).contains(sentences.get(sentences.size() - 1)));
        assertThat(Files.readString(server.output()))
                .contains("Signaling cannot start, " + sentences.size() + " settings are wrong:\n  "
                        + String.join("\n  ", sentences))
                .doesNotContain("Signaling is started at");
    }

    private static Map<String, String> variables(Map<String, String> settings) {
        return settings.entrySet().stream().collect(
                Collectors.toMap(each -> EnvironmentNames.variable(each.getKey()), Map.Entry::getValue));
    }
}
