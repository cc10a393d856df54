package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.signaling.settings.Settings;
import org.signaling.testing.SigningKey;
import org.signaling.testing.TestIssuer;
import org.signaling.testing.TestSettings;

/** An issuer whose host has an underscore. Alone, because it changes how the whole JVM finds that host. */
@Isolated
class UrlRequestTest {

    private static final String HOST = "http://my_keycloak:8080";

    private final ProxySelector before = ProxySelector.getDefault();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final IssuerHttp http = new IssuerHttp(threads, Duration.ofSeconds(5));
    private final TestIssuer issuer = TestIssuer.start(0, "/realms/a", SigningKey.ec("key"));

    @BeforeEach
    void findTheHost() {
        Proxy proxy = new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", issuer.port()));
        ProxySelector.setDefault(new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return List.of(uri.toString().contains("my_keycloak") ? proxy : Proxy.NO_PROXY);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {
                // the request says it
            }
        });
    }

    @AfterEach
    void stop() {
        ProxySelector.setDefault(before);
        threads.shutdownNow();
        issuer.close();
    }

    @Test
    void itsKeysAreFetched() throws Exception {
        issuer.announce(HOST + "/realms/a", HOST + "/realms/a/keys");
        Settings settings = TestSettings.only("signaling.issuers", "a", "signaling.issuer.a.issuer",
                HOST + "/realms/a", "signaling.issuer.a.audiences", "x");

        assertThat(new KeyFetcher(http).fetch(settings.issuers().get(0)).keys()).hasSize(1);
    }

    @Test
    void itsTokenEndpointGetsTheFormAndItsErrorsAreRead() throws Exception {
        issuer.answerKeys(exchange -> TestIssuer.send(exchange, 401, "application/json",
                new String(exchange.getRequestBody().readAllBytes()) + exchange.getRequestHeaders()
                        .getFirst("Authorization")));

        IssuerHttp.Reply reply = http.post(URI.create(HOST + "/realms/a/keys"), "a=b&c=d", Optional.of("Basic x"));

        assertThat(reply.status()).isEqualTo(401);
        assertThat(new String(reply.body())).isEqualTo("a=b&c=dBasic x");
    }

    @Test
    void itIsHeldToTheSameBoundsAsAnyOther() {
        URI keys = URI.create(HOST + "/realms/a/keys");
        issuer.answerKeys(exchange -> TestIssuer.json(exchange, "x".repeat(600_000)));
        assertThatThrownBy(() -> http.get(keys)).hasMessageContaining("longer than 524288 bytes");

        issuer.answerKeys(exchange -> {
            exchange.getResponseHeaders().set("Location", HOST + "/realms/a" + TestIssuer.DISCOVERY);
            TestIssuer.send(exchange, 302, "text/plain", "");
        });
        assertThatThrownBy(() -> http.get(keys)).hasMessageContaining("answers 302");
        assertThat(issuer.discoveryFetches()).isZero();

        issuer.hang();
        IssuerHttp impatient = new IssuerHttp(threads, Duration.ofMillis(300));
        assertThatThrownBy(() -> impatient.get(keys)).hasMessageContaining("does not answer");
    }
}
