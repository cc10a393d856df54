package org.signaling.testing;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Keycloak with the realms {@code a}, {@code b} and {@code c}, as a process of its own. Its database is in memory: each start
 * begins afresh. It is slow to start, so start it early and {@link #awaitReady} late. For all threads.
 */
public final class Keycloak implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ADMIN = "admin";
    private static final Duration START_LIMIT = Duration.ofMinutes(4);

    private static Keycloak running;

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI base;
    private final Path log;
    private final Process process;
    private final Thread stopper = new Thread(this::kill, "keycloak-stopper");

    private Keycloak() throws IOException {
        URI realmA = ServerSettings.issuer("realm-a");
        base = realmA.resolve("/");
        Path home = Path.of(System.getProperty("keycloak.home"));
        log = home.resolveSibling("keycloak.log");
        Path imports = Files.createDirectories(home.resolve("data/import"));
        for (String realm : List.of("a.json", "b.json", "c.json")) {
            try (InputStream file = Keycloak.class.getResourceAsStream("/keycloak/" + realm)) {
                Files.copy(file, imports.resolve(realm), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        // an address asked for from inside names inside addresses, but the issuer always has the outside one
        ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/kc.sh").toString(), "start-dev",
                "--import-realm", "--db=dev-mem", "--cache=local", "--http-host=127.0.0.1",
                "--http-port=" + base.getPort(), "--hostname=http://localhost:" + base.getPort(),
                "--hostname-backchannel-dynamic=true");
        builder.environment().putAll(Map.of("JAVA_HOME", System.getProperty("java.home"),
                "JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx512m", "JAVA_OPTS_APPEND", "-XX:TieredStopAtLevel=1",
                "KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN, "KC_BOOTSTRAP_ADMIN_PASSWORD", ADMIN));
        process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        Runtime.getRuntime().addShutdownHook(stopper);
    }

    /** The one of this test run; the first call starts it and does not wait. */
    public static synchronized Keycloak start() {
        if (running == null) {
            try {
                running = new Keycloak();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return running;
    }

    /** Stops the one of this test run, if there is one. */
    public static synchronized void stop() {
        if (running != null) {
            running.close();
            running = null;
        }
    }

    /** Waits until all realms answer. */
    public void awaitReady() {
        await("Keycloak is ready, see " + log).atMost(START_LIMIT).pollInterval(Duration.ofMillis(250))
                .failFast("Keycloak ended, see " + log, () -> !process.isAlive())
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(() -> Stream.of("a", "b", "c").allMatch(realm -> status("realms/" + realm) == 200));
    }

    private int status(String path) {
        return send(HttpRequest.newBuilder(base.resolve(path)).build()).statusCode();
    }

    /**
     * Logs a user in with the password {@code NAME-password} (RFC 6749, section 4.3).
     *
     * @return the access token
     */
    public String token(String realm, String user) {
        return token(realm, "signaling", user, user + "-password");
    }

    private String token(String realm, String client, String user, String password) {
        String form = Map.of("grant_type", "password", "client_id", client, "username", user, "password", password,
                "scope", "openid").entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest login = HttpRequest.newBuilder(
                base.resolve("realms/" + realm + "/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)).build();
        return json(login, 200).path("access_token").asText();
    }

    /** Gives a realm a new key that signs from now on; the keys it had are still published. */
    public void rotateKeys(String realm) {
        String admin = token("master", "admin-cli", ADMIN, ADMIN);
        String path = "admin/realms/" + realm;
        String realmId = json(authorized(path, admin).build(), 200).path("id").asText();
        String component = JSON.createObjectNode()
                .put("name", "rotated-" + System.nanoTime())
                .put("parentId", realmId)
                .put("providerId", "rsa-generated")
                .put("providerType", "org.keycloak.keys.KeyProvider")
                .set("config", JSON.valueToTree(Map.of("priority", List.of("" + System.currentTimeMillis()),
                        "enabled", List.of("true"), "active", List.of("true"), "algorithm", List.of("RS256"))))
                .toString();
        json(authorized(path + "/components", admin).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(component)).build(), 201);
    }

    /** Ends all sessions of a user, as an administrator does. */
    public void logOut(String realm, String user) {
        String admin = token("master", "admin-cli", ADMIN, ADMIN);
        String users = "admin/realms/" + realm + "/users";
        String id = json(authorized(users + "?exact=true&username=" + user, admin).build(), 200).path(0).path("id")
                .asText();
        expectNoContent(authorized(users + "/" + id + "/logout", admin).POST(BodyPublishers.noBody()));
    }

    /** Has a realm tell the server where sessions of its client end. */
    public void sendLogoutsTo(URI address, String realm) {
        String admin = token("master", "admin-cli", ADMIN, ADMIN);
        String clients = "admin/realms/" + realm + "/clients";
        ObjectNode client = (ObjectNode) json(authorized(clients + "?clientId=signaling", admin).build(), 200).path(0);
        client.withObject("/attributes").put("backchannel.logout.url", address.toString())
                .put("backchannel.logout.session.required", "true");
        expectNoContent(authorized(clients + "/" + client.path("id").asText(), admin)
                .header("Content-Type", "application/json").PUT(BodyPublishers.ofString(client.toString())));
    }

    private void expectNoContent(HttpRequest.Builder request) {
        HttpResponse<String> answer = send(request.build());
        if (answer.statusCode() != 204) {
            throw new IllegalStateException(
                    answer.uri() + " answered " + answer.statusCode() + " " + answer.body());
        }
    }

    private HttpRequest.Builder authorized(String path, String token) {
        return HttpRequest.newBuilder(base.resolve(path)).header("Authorization", "Bearer " + token);
    }

    private JsonNode json(HttpRequest request, int status) {
        HttpResponse<String> answer = send(request);
        if (answer.statusCode() != status) {
            throw new IllegalStateException(request.uri() + " answered " + answer.statusCode() + " " + answer.body());
        }
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(stopper);
    }

    /** Nothing in it is worth a clean end: its database is in memory. */
    private void kill() {
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList()
                .forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
