package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.signaling.settings.Settings;
import org.signaling.testing.FreePort;
import org.signaling.testing.LogLines;
import org.signaling.testing.ManualClock;
import org.signaling.testing.TestSettings;

/** An operator reads where it failed, and what to do. */
class NetworkProblemTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final IssuerHttp http = new IssuerHttp(threads, Duration.ofSeconds(10));

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"idp", "my_idp"})
    void aHostThatCannotBeResolvedIsNamedWithTheCure(String name) {
        assertThatThrownBy(() -> http.get(URI.create("http://" + name + ".invalid:8080/x"))).isInstanceOf(
                IOException.class).hasMessageContaining("host " + name + ".invalid:8080 cannot be resolved")
                .hasMessageContaining("inside");
    }

    @Test
    void aPortThatNobodyListensAtIsNamed() {
        int port = FreePort.any();
        assertThatThrownBy(() -> http.get(URI.create("http://127.0.0.1:" + port)))
                .hasMessageContaining("127.0.0.1:" + port + " takes no connection").hasMessageContaining("running");
    }

    @Test
    void aServerWithoutTlsOrWithACertificateThatNobodyKnowsIsNamed() {
        assertThat(NetworkProblem.sentence(URI.create("https://idp.example:8443/x"), new IOException(
                new SSLHandshakeException("PKIX path building failed"))))
                .startsWith("no TLS with idp.example:8443 (PKIX path building failed)").contains("certificate");
    }

    @Test
    void aConnectionThatDoesNotComeAboutIsNamed() {
        assertThat(NetworkProblem.sentence(URI.create("https://u:p@idp.example/x"),
                new HttpConnectTimeoutException("HTTP connect timed out")))
                .startsWith("no connection to idp.example in time").contains("firewall").doesNotContain("u:p");
    }

    @Test
    void anAnswerThatNeverComesIsNamed() throws IOException {
        IssuerHttp impatient = new IssuerHttp(threads, Duration.ofMillis(300));
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> impatient.get(URI.create("http://127.0.0.1:" + silent.getLocalPort())))
                    .hasMessageContaining("does not answer").hasMessageContaining("127.0.0.1");
        }
    }

    @Test
    void theLogNamesTheIssuerTheHostAndTheCure() {
        Settings settings = TestSettings.only("signaling.issuers", "staff", "signaling.issuer.staff.issuer",
                "http://idp.invalid/a", "signaling.issuer.staff.audiences", "x");
        try (TrustedIssuers issuers = new TrustedIssuers(settings, new ManualClock())) {
            List<String> lines = LogLines.of(IssuerKeys.class, "Issuer staff", 1,
                    () -> issuers.all().iterator().next().refresh().join());

            assertThat(lines).singleElement().asString().contains("Issuer staff", "host idp.invalid cannot be resolved",
                    "inside address");
        }
    }
}
