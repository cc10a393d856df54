package org.signaling.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.signaling.signin.SignInHouse.LOCAL;
import static org.signaling.signin.SignInHouse.cookie;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.Cookie;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.signaling.handshake.Caller;
import org.signaling.handshake.TokenRejected;
import org.signaling.message.UserId;
import org.signaling.testing.SigningKey;
import org.signaling.testing.SocketClient;
import org.signaling.testing.TestIssuer;
import org.signaling.testing.TestProvider;

class SignInRenewalTest {

    private final SignInHouse house = new SignInHouse();
    private final TestBrowser browser = new TestBrowser(LOCAL);
    private final Answer signedIn = house.signIn(browser);
    private final Cookie renewal = cookie(signedIn, "renew");

    @AfterEach
    void close() {
        house.close();
    }

    private Answer renew() {
        return renew(renewal.getValue());
    }

    private Answer renew(String sealed) {
        browser.drop("renew");
        if (sealed != null) {
            browser.plant("renew", sealed);
        }
        return house.renewal.renew(browser.visit());
    }

    private static void assertOver(Answer answer) {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.cookies()).extracting(Cookie::getName).containsExactly("renew");
        assertThat(cookie(answer, "renew").getMaxAge()).isZero();
    }

    @Test
    void theCookieIsForThePathOfTheRenewalAloneAndCannotBeRead() {
        assertThat(renewal.getPath()).isEqualTo("/signin/renew");
        assertThat(renewal.getMaxAge()).isEqualTo(-1);
        assertThat(renewal.getValue()).doesNotContain(house.provider.refreshToken()).matches("[A-Za-z0-9_-]+");
    }

    @Test
    void aRenewalGivesAFreshTokenAndKeepsTheRefreshTokenThatTheIssuerExchanged() throws TokenRejected {
        house.provider.accessToken(token -> token.claim("exp", house.clock.instant().getEpochSecond() + 900));

        Answer answer = renew();

        assertThat(answer.status()).isEqualTo(200);
        Cookie token = cookie(answer, "oidc");
        assertThat(token.getMaxAge()).isBetween(899, 900);
        Caller caller = house.verifier.verify(token.getValue()).caller();
        JsonNode json = SocketClient.json(answer.json());
        assertThat(json.path("subject").asText()).isEqualTo("alice");
        assertThat(json.path("expires").asLong()).isEqualTo(caller.expiry().getEpochSecond());
        assertThat(json.path("seconds").asLong()).isEqualTo(900);
        assertThat(answer.json()).doesNotContain(token.getValue());
        assertThat(house.provider.lastForm()).containsEntry("client_id", TestProvider.CLIENT);

        // each refresh token of this provider is good once
        assertThat(renew(cookie(answer, "renew").getValue()).status()).isEqualTo(200);
        assertOver(renew());
    }

    @Test
    void thePageCanHandTheFreshTokenToItsConnectionForAMinuteWithoutReadingIt() throws TokenRejected {
        Answer answer = renew();
        Caller caller = house.verifier.verify(cookie(answer, "oidc").getValue()).caller();
        String sealed = SocketClient.json(answer.json()).path("refresh").asText();

        assertThat(house.admission.renew(caller, sealed).map(Caller::expiry)).contains(caller.expiry());
        house.clock.advance(Duration.ofSeconds(61));
        assertThat(refuses(caller, sealed)).isTrue();
        assertThat(refuses(caller, renewal.getValue())).isTrue();
    }

    private boolean refuses(Caller caller, String text) {
        try {
            return house.admission.renew(caller, text).equals(Optional.empty());
        } catch (TokenRejected e) {
            return true;
        }
    }

    @Test
    void withoutItsCookieOrWithAnotherThereIsNothingToRenew() {
        for (String other : new String[]{null, "", "x", cookie(signedIn, "signout").getValue()}) {
            assertOver(renew(other));
        }
    }

    @Test
    void whenTheSessionAtTheIssuerHasEndedSoHasTheSignIn() {
        house.provider.endSession();

        assertOver(renew());
    }

    @Test
    void tokensOfAnotherPersonAreNotTaken() {
        house.provider.accessToken(token -> token.claim("sub", "mallory"));
        assertOver(renew());
    }

    @Test
    void anIdTokenOfAnotherPersonOrSignInIsNotTaken() {
        house.provider.idToken(token -> token.claim("sub", "mallory"));
        assertOver(renew());
        String next = cookie(signInAgain(), "renew").getValue();
        house.provider.idToken(token -> token.claim("nonce", "another"));
        assertOver(renew(next));
    }

    private Answer signInAgain() {
        house.provider.idToken(token -> token);
        return house.signIn(browser);
    }

    @Test
    void whileTheIssuerIsDownTheSignInIsKeptForAnotherTry() {
        house.provider.answer(exchange -> TestIssuer.send(exchange, 503, "text/plain", "out of order"));
        Answer down = renew();
        assertThat(down.status()).isEqualTo(503);
        assertThat(cookie(down, "renew").getValue()).isNotEmpty();

        house.provider.work();
        assertThat(renew(cookie(down, "renew").getValue()).status()).isEqualTo(200);
    }

    @Test
    void aRefreshTokenThatFitsNoCookieLeavesTheSignInAsItIs() {
        house.provider.padRefreshTokens(4_000);
        Answer answer = house.signIn();

        assertThat(answer.location()).isEqualTo("/app/");
        assertThat(cookie(answer, "oidc").getValue()).isNotEmpty();
        assertThat(cookie(answer, "renew").getValue()).isEmpty();
    }

    @Test
    void aRefreshTokenThatFitsNoCookieWhileTheIssuerIsDownIsNotWrittenEither() {
        house.provider.padRefreshTokens(4_000);
        SigningKey tooNew = SigningKey.ec("too-new");
        house.provider.idToken(token -> token.signWith(tooNew));
        // the keys were fetched just now, and may not be again for a while
        assertThat(refuses(null, house.provider.issuer().builder().signWith(tooNew).build())).isTrue();
        house.clock.advance(Duration.ofSeconds(1));

        Answer answer = renew();

        assertThat(answer.status()).isEqualTo(503);
        assertThat(cookie(answer, "renew").getValue()).isEmpty();
    }

    @Test
    void aRefreshTokenMayHoldAnyCharacter() {
        Renewal odd = new Renewal(new UserId("https://idp.example", "a\n3:b"), "n\n",
                "r\nefresh\n1:x\u00e4\ud83d\ude00");

        assertThat(Renewal.open(house.seals.of("b"), odd.seal(house.seals.of("b")))).contains(odd);
    }

    @Test
    void aRenewalThatWasPlantedInAnotherBrowserRenewsNothing() {
        TestBrowser victim = new TestBrowser(LOCAL);
        house.begin("blue", victim);
        victim.plant("renew", renewal.getValue());

        assertOver(house.renewal.renew(victim.visit()));
    }

    @Test
    void itsTextFormShowsNoToken() {
        assertThat(Renewal.open(house.seals.of(browser.visit().browser()), renewal.getValue()).orElseThrow()).asString()
                .doesNotContain(house.provider.refreshToken());
    }
}
