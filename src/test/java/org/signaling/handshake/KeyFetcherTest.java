package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.util.JSONObjectUtils;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.signaling.settings.IssuerSettings;
import org.signaling.testing.SigningKey;
import org.signaling.testing.TestIssuer;
import org.signaling.testing.TestSettings;

class KeyFetcherTest {

    private static final SigningKey KEY = SigningKey.rsa("key");

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final KeyFetcher fetcher = new KeyFetcher(new IssuerHttp(threads, Duration.ofSeconds(10)));
    private final TestIssuer issuer = TestIssuer.start(0, "/realms/a", KEY);

    @AfterEach
    void stop() {
        threads.shutdownNow();
        issuer.close();
    }

    private KeySet fetch(Map<String, String> settingsOfIssuer) throws IOException, InterruptedException {
        IssuerSettings settings = TestSettings.trusting(issuer, settingsOfIssuer).issuers().get(0);
        return fetcher.fetch(settings);
    }

    @Test
    void readsDiscoveryAndThenTheKeys() throws Exception {
        assertThat(fetch(Map.of()).find(issuer.key().kid(), "RS256")).isNotEmpty();
    }

    @Test
    void readsTheKeysWithoutDiscoveryWhereTheirAddressIsConfigured() throws Exception {
        assertThat(fetch(Map.of("jwks-uri", issuer.keysAddress())).keys()).hasSize(1);
        assertThat(issuer.discoveryFetches()).isZero();
    }

    @Test
    void goesToTheInsideAddressWhereTheDocumentMayNameEither() throws Exception {
        Map<String, String> inside = Map.of("issuer", "https://idp.example/realms/a", "inside", issuer.issuer() + "/");
        assertThat(fetch(inside).keys()).hasSize(1);

        issuer.announce("https://idp.example/realms/a", issuer.keysAddress());
        assertThat(fetch(inside).keys()).hasSize(1);

        issuer.announce("https://idp.example/realms/b", issuer.keysAddress());
        assertThatThrownBy(() -> fetch(inside)).hasMessageContaining("document of another issuer");
    }

    @Test
    void refusesTheDocumentOfAnotherIssuer() {
        for (String other : List.of(issuer.issuer() + "/", issuer.issuer().toUpperCase(Locale.ROOT), "")) {
            issuer.announce(other, issuer.keysAddress());

            assertThatThrownBy(() -> fetch(Map.of())).hasMessageContaining("document of another issuer");
        }
        assertThat(issuer.keyFetches()).isZero();
    }

    @Test
    void readsKeysBelowTheInsideAddressThatTheDocumentNamesBelowTheOutsideOne() throws Exception {
        issuer.announce("https://idp.example/realms/a", "https://idp.example/realms/a/keys");

        assertThat(fetch(Map.of("issuer", "https://idp.example/realms/a", "inside", issuer.issuer())).keys())
                .hasSize(1);
    }

    @Test
    void takesDocumentsWithAByteOrderMark() throws Exception {
        issuer.answerDiscovery(exchange -> TestIssuer.json(exchange, "\ufeff{\"issuer\":\"" + issuer.issuer()
                + "\",\"jwks_uri\":\"" + issuer.keysAddress() + "\"}"));
        issuer.answerKeys(exchange -> TestIssuer.json(exchange,
                "\ufeff" + JSONObjectUtils.toJSONString(Map.of("keys", List.of(KEY.publicJwk())))));

        assertThat(fetch(Map.of()).keys()).hasSize(1);
    }

    @Test
    void refusesAnAddressOfKeysThatIsNone() {
        for (String address : List.of("file:///etc/passwd", "/keys", "http://a_b:x/", "ftp://idp.example/", "http:",
                "no address")) {
            issuer.announce(issuer.issuer(), address);

            assertThatThrownBy(() -> fetch(Map.of())).hasMessageContaining("no usable jwks_uri");
        }
    }

    @Test
    void followsNoRedirect() {
        issuer.answerKeys(exchange -> {
            exchange.getResponseHeaders().set("Location", issuer.issuer() + TestIssuer.DISCOVERY);
            TestIssuer.send(exchange, 302, "text/plain", "");
        });

        assertThatThrownBy(() -> fetch(Map.of())).hasMessageContaining("answers 302");
        assertThat(issuer.discoveryFetches()).isEqualTo(1);
    }

    @Test
    void refusesAPageInPlaceOfADocument() {
        issuer.answerDiscovery(exchange -> TestIssuer.send(exchange, 200, "text/html", "<html>Sign in</html>"));
        assertThatThrownBy(() -> fetch(Map.of())).hasMessageContaining("no discovery document");

        issuer.work();
        issuer.answerKeys(exchange -> TestIssuer.json(exchange, "[]"));
        assertThatThrownBy(() -> fetch(Map.of())).hasMessageContaining("no JWK Set");
    }

    @Test
    void refusesASetWithoutAFitKeyAndSaysWhy() {
        issuer.publish(SigningKey.rsa("weak", 1_024));

        assertThatThrownBy(() -> fetch(Map.of()))
                .hasMessageContaining("no key that is fit").hasMessageContaining("too weak");
    }

    @Test
    void stopsReadingAnAnswerThatIsTooLong() {
        issuer.answerKeys(exchange -> send(exchange, 10, 1_048_576, Duration.ZERO));

        assertThatThrownBy(() -> fetch(Map.of())).hasMessageContaining("longer than 524288 bytes");
    }

    @Test
    void givesUpOnAnAnswerThatDrips() {
        issuer.answerKeys(exchange -> send(exchange, 1_000, 1, Duration.ofMillis(100)));
        KeyFetcher impatient = new KeyFetcher(new IssuerHttp(threads, Duration.ofMillis(500)));
        IssuerSettings settings = TestSettings.trusting(issuer, Map.of("jwks-uri", issuer.keysAddress())).issuers()
                .get(0);

        assertThatThrownBy(() -> impatient.fetch(settings)).hasMessageContaining("does not answer within PT0.5S");
    }

    private static void send(HttpExchange exchange, int chunks, int size, Duration pause) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(200, (long) chunks * size);
            OutputStream body = exchange.getResponseBody();
            for (int i = 0; i < chunks; i++) {
                body.write(new byte[size]);
                body.flush();
                LockSupport.parkNanos(pause.toNanos());
            }
        }
    }

    @Test
    void isNotFooledByADuplicateMemberInTheDocument() {
        issuer.answerDiscovery(exchange -> TestIssuer.send(exchange, 200, "application/json",
                "{\"issuer\":\"" + issuer.issuer() + "\",\"jwks_uri\":\"http://evil.example\",\"jwks_uri\":\""
                        + issuer.keysAddress() + "\"}"));

        assertThatThrownBy(() -> fetch(Map.of())).hasMessageContaining("no discovery document");
    }
}
