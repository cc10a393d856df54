package org.signaling.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext.ClearCookiesOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.signaling.testing.BrowserTest;
import org.signaling.testing.Keycloak;
import org.signaling.testing.NeedsKeycloak;
import org.signaling.testing.Person;
import org.signaling.testing.ServerSettings;
import org.signaling.testing.SocketClient;
import org.signaling.testing.TcpProxy;
import org.signaling.testing.TestUser;

/** People of two realms of Keycloak, through its login pages. Late, because Keycloak is slow to start. */
@NeedsKeycloak
@Order(Integer.MAX_VALUE - 2)
class SignInIT extends BrowserTest {

    /** A provider that was out of reach when the server started is asked again 15 s later. */
    private static final Duration PROVIDERS_ARE_FOUND = Duration.ofSeconds(40);

    private static Keycloak keycloak;
    private static TcpProxy cable;

    @BeforeAll
    static void awaitKeycloak() {
        keycloak = Keycloak.start();
        keycloak.awaitReady();
        cable = TcpProxy.toIssuer("realm-b");
    }

    @AfterAll
    static void closeCable() {
        cable.close();
    }

    @BeforeEach
    void awaitProviders() {
        await().atMost(PROVIDERS_ARE_FOUND).pollInterval(Duration.ofMillis(500))
                .until(() -> leadsToProvider("realm-a") && leadsToProvider("realm-b"));
    }

    private boolean leadsToProvider(String name) throws Exception {
        return HttpClient.newHttpClient().send(
                HttpRequest.newBuilder(localhost().resolve("/signin/start?issuer=" + name))
                        .header("Sec-Fetch-Site", "same-origin").build(),
                BodyHandlers.discarding()).headers().firstValue("Location").orElse("")
                .startsWith(ServerSettings.issuer(name).toString());
    }

    private static TestUser user(String realm, String name) {
        return TestUser.of(keycloak.token(realm, name));
    }

    @Test
    void peopleOfTwoRealmsSignInSeeOneAnotherAndTalk() {
        Person alice = somebody().comes();
        alice.signsIn("realm-a", "alice");
        Person bob = somebody().comes();
        bob.signsIn("realm-b", "bob");

        TestUser bobUser = user("b", "bob");
        assertThat(alice.row(bobUser)).isVisible();
        assertThat(bob.row(user("a", "alice"))).isVisible();
        alice.rings(bobUser);
        assertThat(bob.at("ring-name")).hasText("alice");
        bob.accepts();

        alice.seesAMovingPicture();
        bob.seesAMovingPicture();
    }

    @Test
    void aFirstVisitLeavesNoErrorInTheConsole() {
        Person alice = somebody();
        List<String> errors = new ArrayList<>();
        alice.page().onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                errors.add(message.text());
            }
        });

        alice.comes();

        assertThat(alice.at("view-signin")).isVisible();
        assertThat(errors).isEmpty();
    }

    @Test
    void whoSignsInInTwoTabsAtOnceFinishesInBoth() {
        Person alice = somebody().comes();
        Person aliceElsewhere = at(localhost(), alice.page().context()).comes();
        alice.choosesIssuer("realm-a");
        aliceElsewhere.choosesIssuer("realm-a");

        alice.givesPassword("alice");
        // Keycloak's page notices, and may break this one off; then it begins anew by itself
        assertThat(aliceElsewhere.at("me")).hasText("alice",
                new HasTextOptions().setTimeout(PROVIDERS_ARE_FOUND.toMillis()));
    }

    @Test
    void anAnswerComesByGetAloneAndASignInBeginsOnTheOwnPageAlone() throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        URI callback = localhost().resolve("/signin/callback/realm-a");

        assertThat(http
                .send(HttpRequest.newBuilder(callback).header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("code=c&state=s")).build(), BodyHandlers.discarding())
                .statusCode())
                .isEqualTo(405);
        for (URI address : List.of(callback, localhost().resolve("/signin/callback"))) {
            assertThat(http.send(HttpRequest.newBuilder(URI.create(address + "?code=c&state=s")).build(),
                    BodyHandlers.discarding()).headers().firstValue("Location"))
                    .contains("/app/?problem=wrong-state");
        }
        assertThat(http.send(HttpRequest.newBuilder(localhost().resolve("/signin/start?issuer=realm-a"))
                .header("Sec-Fetch-Site", "cross-site").build(), BodyHandlers.discarding()).headers()
                .firstValue("Location")).contains("/app/");
    }

    @Test
    void whoseSessionsEndAtTheIssuerIsSignedOutHereAtOnceAndTheTokensAreWorthNothingAnyMore() {
        keycloak.sendLogoutsTo(page().resolve("/backchannel-logout"), "a");
        Person anna = somebody().comes();
        anna.signsIn("realm-a", "anna");
        TestUser annasTerminal = user("a", "anna");
        SocketClient terminal = connect(annasTerminal);
        SocketClient alice = connect(user("a", "alice"));

        keycloak.logOut("a", "anna");

        assertThat(terminal.awaitClose()).isEqualTo(4410);
        assertThat(anna.at("signin-text")).hasText("You were signed out. Sign in again to go on.");
        assertThat(handshake(Map.of("Authorization", "Bearer " + annasTerminal.token())).status()).isEqualTo(401);
        assertThat(alice.users()).extracting(user -> user.path("username").asText()).doesNotContain("anna");
        anna.comes();
        anna.choosesIssuer("realm-a");
        assertThat(handshake(Map.of("Authorization", "Bearer " + user("a", "anna").token())).status()).isEqualTo(101);
    }

    @Test
    void whoSignsOutIsSignedOutAtTheIssuerTooAndAllConnectionsEnd() {
        Person anna = somebody().comes();
        anna.signsIn("realm-a", "anna");
        // while the session at the issuer lasts, no password is asked for
        for (String name : new String[]{"oidc", "renew"}) {
            anna.page().context().clearCookies(new ClearCookiesOptions().setName(name));
        }
        anna.comes().at("sign-in-realm-a").click();
        anna.isOnline();
        Person annaElsewhere = secondTab(anna);
        SocketClient annasTerminal = connect(user("a", "anna"));

        anna.at("sign-out").click();

        assertThat(anna.at("view-signin")).isVisible();
        assertThat(annasTerminal.awaitClose()).isEqualTo(1000);
        assertThat(annaElsewhere.at("view-signin")).isVisible();
        anna.choosesIssuer("realm-a");
    }
}
