package org.signaling.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.signaling.signin.SignInHouse.LOCAL;
import static org.signaling.signin.SignInHouse.cookie;

import jakarta.servlet.http.Cookie;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.signaling.message.UserId;
import org.signaling.testing.TestProvider;

class SignOutTest {

    private final SignInHouse house = new SignInHouse();
    private final TestBrowser browser = new TestBrowser(LOCAL);
    private final Answer signedIn = house.signIn(browser);
    private final String token = cookie(signedIn, "oidc").getValue();
    private final String hint = cookie(signedIn, "signout").getValue();
    private final UserId alice = new UserId(house.provider.issuer().issuer(), "alice");

    @AfterEach
    void close() {
        house.close();
    }

    private Answer out(String fetchSite, String origin, String withToken, String withHint) {
        TestBrowser asking = new TestBrowser(LOCAL).from(fetchSite, origin).plant("browser", browser.cookie("browser"));
        if (withToken != null) {
            asking.plant("oidc", withToken);
        }
        if (withHint != null) {
            asking.plant("signout", withHint);
        }
        return house.signOut.out(asking.visit());
    }

    private Map<String, String> query(Answer answer) {
        String start = house.provider.issuer().issuer() + "/logout?";
        assertThat(answer.location()).startsWith(start);
        return TestProvider.decode(answer.location().substring(start.length()));
    }

    @Test
    void theCookiesGoTheConnectionsCloseAndTheProviderEndsItsSession() {
        Answer answer = out("same-origin", "null", token, hint);

        // a page leads on, because a redirect of a form would have to be allowed by the policy of the page
        assertThat(answer.status()).isEqualTo(200);
        assertThat(Answer.onward(answer.location() + "\"<&>'")).contains(answer.location().replace("&", "&amp;"))
                .contains("&quot;&lt;&amp;&gt;&#39;");
        assertThat(house.disconnected).containsExactly(alice);
        assertThat(answer.cookies()).extracting(Cookie::getName).contains("oidc", "signout");
        assertThat(answer.cookies()).allMatch(cookie -> cookie.getMaxAge() == 0 && cookie.getValue().isEmpty());
        assertThat(query(answer)).containsEntry("client_id", TestProvider.CLIENT)
                .containsEntry("post_logout_redirect_uri", "http://localhost:8080/app/")
                .hasEntrySatisfying("id_token_hint", idToken -> assertThat(idToken).contains("."));
    }

    @Test
    void aForeignPageCannotSignAnybodyOut() {
        for (String site : new String[]{"cross-site", "same-site", "none", ""}) {
            assertThat(out(site, LOCAL.text(), token, hint).status()).isEqualTo(403);
        }
        for (String origin : new String[]{null, "null", "", "https://evil.example", "http://localhost:8081",
            "http://localhost:8080.evil.example"}) {
            Answer answer = out(null, origin, token, hint);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.cookies()).isEmpty();
        }
        assertThat(house.disconnected).isEmpty();
    }

    @Test
    void anOlderBrowserIsKnownByTheOriginOfItsPage() {
        assertThat(out(null, "http://localhost:8080", token, hint).status()).isEqualTo(200);
    }

    @Test
    void theSignOutWorksAfterTheTokenHasEnded() {
        house.clock.advance(Duration.ofHours(1));

        assertThat(query(out("same-origin", null, null, hint))).containsKey("id_token_hint");
        assertThat(house.disconnected).containsExactly(alice);
    }

    @Test
    void withoutTheIdTokenTheProviderIsToldTheClient() {
        assertThat(query(out("same-origin", null, token, null))).containsKey("client_id")
                .doesNotContainKey("id_token_hint");
    }

    @Test
    void aHintOfSomebodyElseIsNotPassedOn() {
        String ofAnother = new SignOutHint(new UserId(alice.issuer(), "bob"), "b.o.b")
                .seal(house.seals.of(browser.visit().browser()));

        assertThat(query(out("same-origin", null, token, ofAnother))).doesNotContainKey("id_token_hint");
    }

    @Test
    void aForgedTokenOrHintDisconnectsNobody() {
        Answer answer = out("same-origin", null, "a.b.c", "forged");

        assertThat(answer.location()).isEqualTo("/app/");
        assertThat(house.disconnected).isEmpty();
    }

    @Test
    void aProviderThatIsOutOfReachOrKnowsNoSignOutLeavesThePersonOnThePage() {
        house.other.announce("end_session_endpoint", null);
        Answer atGreen = house.end(house.begin("green", LOCAL));
        assertThat(out("same-origin", null, cookie(atGreen, "oidc").getValue(), null).location()).isEqualTo("/app/");

        try (SignInHouse fresh = new SignInHouse()) {
            String bare = fresh.provider.issuer().token("alice", null);
            fresh.provider.issuer().answerDiscovery(exchange -> exchange.close());
            // the keys are at hand, the addresses are not
            Answer answer = fresh.signOut.out(new TestBrowser(LOCAL).plant("oidc", bare).visit());
            assertThat(answer.location()).startsWith("/app/");
        }
    }
}
