package org.signaling.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.signaling.testing.Nginx;
import org.signaling.testing.OwnServer;
import org.signaling.testing.SignInClient;
import org.signaling.testing.SocketClient;
import org.signaling.testing.TestIssuers;
import org.signaling.testing.TestProvider;

/** The example of a proxy, in a real nginx, before a server of its own. */
class NginxIT {

    /** As much as the cookies of one sign-in take together, or nearly. */
    private static final int LARGE = 9_000;

    @TempDir
    private static Path directory;
    private static TestProvider provider;
    private static Nginx nginx;
    private static OwnServer server;

    @BeforeAll
    static void start() {
        assumeThat(Nginx.installed()).as("nginx is installed (apt-get install nginx-light)").isTrue();
        TestIssuers.ready();
        provider = new TestProvider();
        nginx = new Nginx(directory);
        String address = nginx.address().toString();
        server = new OwnServer("signaling.issuers=alpha,beta,idp",
                "signaling.issuer.idp.issuer=" + provider.issuer().issuer(),
                "signaling.issuer.idp.audiences=signaling", "signaling.issuer.idp.client-id=" + TestProvider.CLIENT,
                "signaling.public-url=" + address.substring(0, address.length() - 1)).start();
        nginx.start(server.address());
    }

    @AfterAll
    static void stop() {
        if (nginx != null) {
            nginx.close();
            server.close();
            provider.close();
        }
    }

    @Test
    void aSignInWithTokensAsLargeAsCookiesTakeThemComesBackAndIsRenewed() throws IOException {
        provider.accessToken(token -> token.claim("groups", "g".repeat(1_400)));
        provider.idToken(token -> token.claim("address", "a".repeat(1_500)));
        provider.padRefreshTokens(2_300);
        SignInClient browser = new SignInClient(nginx.address());

        HttpResponse<String> back = browser.signIn("idp", provider);

        assertThat(back.statusCode()).isBetween(302, 303);
        assertThat(String.join("", back.headers().allValues("Set-Cookie"))).hasSizeGreaterThan(LARGE);
        assertThat(browser.token()).isPresent();
        assertThat(browser.post("/signin/renew").statusCode()).isEqualTo(200);
    }

    @Test
    void socketsPass() {
        try (SocketClient ada = SocketClient.open(URI.create(nginx.address().toString().replace("http", "ws")),
                TestIssuers.ALPHA.token("behind-nginx", "Ada"))) {
            assertThat(ada.users()).isNotEmpty();
        }
    }

    @Test
    void noTokenStandsInItsLog() throws IOException {
        String token = TestIssuers.ALPHA.token("not-in-the-log", "Ada");
        HttpURLConnection query = (HttpURLConnection) nginx.address().resolve("/app/?oidc=" + token).toURL()
                .openConnection();

        assertThat(query.getResponseCode()).isEqualTo(200);
        await("it is written down").untilAsserted(
                () -> assertThat(Files.readString(nginx.log())).contains("GET /app/").doesNotContain(token));
    }

    @Test
    void metricsStayInside() throws IOException {
        HttpURLConnection metrics = (HttpURLConnection) nginx.address().resolve("/signaling/metrics").toURL()
                .openConnection();

        assertThat(metrics.getResponseCode()).isEqualTo(404);
    }
}
