package org.signaling.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.signaling.testing.SocketClient.Handshake;

/**
 * A test of the deployed WAR, from outside. All tests share one server, so each has its own users; the connections that
 * it opens here are closed after it.
 */
@ExtendWith(ArquillianExtension.class)
public abstract class ServerTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final AtomicInteger USERS = new AtomicInteger();

    /** Its port counts; some servers are said to be at the machine's own name. */
    @ArquillianResource
    private URL address;

    private final List<SocketClient> clients = new ArrayList<>();

    /** The very file that the build made. */
    @Deployment(testable = false)
    public static WebArchive war() {
        TestIssuers.ready();
        return WarFile.unchanged();
    }

    /** Where the server answers over HTTP: its root. */
    protected URI page() {
        return URI.create("http://localhost:" + address.getPort() + "/");
    }

    /** Where the server tells of its own health; WildFly does on its management port alone. */
    protected URI health(String check) {
        return URI.create("http://localhost:" + System.getProperty("health.port") + "/health/" + check);
    }

    /** Where the socket is; with two servers, that of each in turn. */
    protected URI socket() {
        return SecondServer.socket(oneSocket());
    }

    /** Where the socket of the one server is that a test counts the connections and refusals of. */
    protected URI oneSocket() {
        return URI.create("ws://localhost:" + address.getPort() + "/");
    }

    /** A user of an issuer that no other test knows. */
    protected static TestUser newUser(TestIssuer issuer, String name) {
        return TestUser.of(issuer.token(name + "-" + USERS.incrementAndGet(), name));
    }

    /** Connects a user, who is online then. */
    protected SocketClient connect(TestUser user) {
        SocketClient client = closeLater(SocketClient.open(socket(), user.token()));
        SecondServer.agree(page());
        return client.joined();
    }

    /** Tries to connect with these headers. */
    protected Handshake handshake(Map<String, String> headers) {
        return handshake(socket(), headers);
    }

    /** Tries to connect to an address with these headers. */
    protected Handshake handshake(URI address, Map<String, String> headers) {
        return closeLater(SocketClient.handshake(address, headers));
    }

    /** Tries to connect with these subprotocols to choose from, and with these headers. */
    protected Handshake handshakeOffering(List<String> protocols, Map<String, String> headers) {
        return closeLater(SocketClient.tryConnect(socket(), headers, protocols).orTimeout(30, TimeUnit.SECONDS).join());
    }

    private Handshake closeLater(Handshake handshake) {
        if (handshake.client() != null) {
            closeLater(handshake.client());
        }
        return handshake;
    }

    /** All that the server has logged, when it has logged that somebody new has come, and so all that came before. */
    protected String logSoFar() {
        String mark = "so-far-" + System.nanoTime();
        closeLater(SocketClient.open(oneSocket(), newUser(TestIssuers.ALPHA, mark).token()));
        Path log = Path.of(System.getProperty("server.log"));
        return await("the log is written").atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(200))
                .until(() -> Files.readString(log, StandardCharsets.ISO_8859_1), text -> text.contains(mark));
    }

    /**
     * What a metric of the one server is, at {@code /signaling/metrics}.
     *
     * @param name its name, with all of its labels in braces if it has any
     */
    protected double metric(String name) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(page().resolve("signaling/metrics")).build(), BodyHandlers.ofString())
                .body().lines().filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1))).findFirst().orElseThrow();
    }

    /** Has a connection closed after the test. */
    protected SocketClient closeLater(SocketClient client) {
        clients.add(client);
        return client;
    }

    @AfterEach
    void closeClients() {
        clients.forEach(SocketClient::close);
    }
}
