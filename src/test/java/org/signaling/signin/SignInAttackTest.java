package org.signaling.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.signaling.signin.SignInHouse.LOCAL;

import jakarta.servlet.http.Cookie;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.signaling.signin.SignIn.Returned;
import org.signaling.signin.SignInHouse.Back;
import org.signaling.testing.TestIssuer;

/** Answers that are forged, stolen, late, or from the wrong side; and a provider that is out of order. */
class SignInAttackTest {

    private final SignInHouse house = new SignInHouse();
    private final Back back = house.begin("blue", LOCAL);

    @AfterEach
    void close() {
        house.close();
    }

    private Answer callback(String code, String state, String error, String issuer, Back at) {
        return house.callback(new Returned(code, state, error, issuer, at.path()), at.browser());
    }

    private static void assertProblem(Answer answer, String code) {
        assertThat(answer.location()).isEqualTo("/app/?problem=" + code);
        assertThat(answer.cookies()).extracting(Cookie::getName).doesNotContain("oidc", "signout");
    }

    @Test
    void anAnswerWithoutTheStateOfThisBrowserIsRefusedAndThePendingSignInStays() {
        String other = house.begin("blue", LOCAL).state();
        for (String state : new String[]{null, "", "x", other, back.state() + "x"}) {
            Answer answer = callback(back.code(), state, null, null, back);
            assertProblem(answer, "wrong-state");
            assertThat(answer.cookies()).isEmpty();
        }
        assertThat(house.end(back).location()).isEqualTo("/app/");
    }

    @Test
    void anAnswerInABrowserThatDidNotBeginIsRefused() {
        String name = house.begin("blue", back.browser()).browser().visit().names().pending(back.state());
        String sealed = back.browser().cookie(name);
        char last = sealed.charAt(sealed.length() - 5);
        String changed = sealed.substring(0, sealed.length() - 5) + (last == 'A' ? 'B' : 'A')
                + sealed.substring(sealed.length() - 4);
        // the cookie of an own sign-in, which an attacker plants, does not open in another browser
        for (String pending : new String[]{"", "AAAA", "!", changed, sealed}) {
            TestBrowser victim = new TestBrowser(LOCAL);
            house.begin("green", victim);
            victim.plant(name, pending);
            assertProblem(house.callback(new Returned(back.code(), back.state(), null, null, back.path()), victim),
                    "wrong-state");
        }
        assertThat(house.provider.codesSeen()).isEmpty();
    }

    @Test
    void aPlantedCookieDoesNotKeepTheOwnSignInFromSucceeding() {
        back.browser().plant(back.browser().visit().names().pending(back.state()), "planted");

        assertThat(house.end(back).location()).isEqualTo("/app/");
    }

    @Test
    void theCookieOfASignOutIsNoPendingSignIn() {
        house.end(back);
        TestBrowser browser = back.browser();
        Back next = house.begin("blue", browser);
        String name = browser.visit().names().pending(next.state());
        browser.drop(name).plant(name, browser.cookie("signout"));

        assertProblem(house.end(next), "wrong-state");
    }

    @Test
    void anAnswerCountsOnce() {
        assertThat(house.end(back).location()).isEqualTo("/app/");

        assertProblem(house.end(back), "wrong-state");
    }

    @Test
    void anAnswerAfterTenMinutesIsTooLateAndTheSignInBeginsAnewOnce() {
        house.clock.advance(Duration.ofMinutes(10));

        Back again = house.back("blue", house.end(back), back.browser());
        assertThat(house.provider.codesSeen()).isEmpty();
        house.clock.advance(Duration.ofMinutes(10));
        assertProblem(house.end(again), "expired");
    }

    @Test
    void anAnswerAfterAnHourIsOneToNoSignIn() {
        house.clock.advance(Duration.ofHours(1));

        assertProblem(house.end(back), "expired");
    }

    @Test
    void aLoginPageThatWasOpenForTooLongIsOpenedAnewOnce() {
        // Keycloak's error_description is authentication_expired
        Answer first = callback(null, back.state(), "temporarily_unavailable", null, back);
        assertThat(first.location()).startsWith(house.provider.issuer().issuer() + "/authorize?");
        Back again = house.back("blue", first, back.browser());
        assertThat(back.browser().cookies("signin-")).hasSize(1);
        assertThat(again.state()).isNotEqualTo(back.state());
        assertProblem(callback(back.code(), back.state(), null, null, back), "wrong-state");
        assertThat(house.end(again).location()).isEqualTo("/app/");

        Back next = house.begin("blue", LOCAL);
        Back nextAgain = house.back("blue", callback(null, next.state(), "temporarily_unavailable", null, next),
                next.browser());
        assertProblem(callback(null, nextAgain.state(), "temporarily_unavailable", null, nextAgain), "provider-down");
    }

    @Test
    void codesThatAreNoGoodAreBoundedForAnAddressAndKeepOutNoOther() {
        for (int i = 0; i < SignIn.MAX_REFUSED_CODES; i++) {
            Back next = house.begin("blue", LOCAL);
            assertProblem(callback("made-up", next.state(), null, null, next), "provider-error");
        }
        int seen = house.provider.codesSeen().size();
        assertProblem(house.end(back), "too-many");
        assertThat(house.provider.codesSeen()).hasSize(seen);

        assertThat(house.signIn(new TestBrowser(LOCAL).at("192.0.2.2")).location()).isEqualTo("/app/");
        house.clock.advance(Duration.ofMinutes(1));
        assertThat(house.signIn().location()).isEqualTo("/app/");
    }

    @Test
    void goodCodesOfOneAddressAreNotCounted() {
        for (int i = 0; i < 3 * SignIn.MAX_REFUSED_CODES; i++) {
            assertThat(house.signIn().location()).isEqualTo("/app/");
        }
    }

    @Test
    void anIdTokenOfAnotherSignInIsRefused() {
        house.provider.idToken(token -> token.claim("nonce", "another"));
        assertProblem(house.end(back), "bad-token");
        house.provider.idToken(token -> token.claim("nonce", null));
        assertProblem(house.signIn(), "bad-token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"another-client", "", "signaling"})
    void anIdTokenForAnotherClientIsRefused(String audience) {
        house.provider.idToken(token -> token.claim("aud", audience));

        assertProblem(house.end(back), "bad-token");
    }

    @Test
    void anIdTokenThatAnotherClientAskedForIsRefused() {
        house.provider.idToken(token -> token.claim("azp", "another-client"));

        assertProblem(house.end(back), "bad-token");
    }

    @Test
    void anAccessTokenThatTheIdTokenDoesNotVouchForIsRefused() {
        house.provider.idToken(token -> token.claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"));

        assertProblem(house.end(back), "bad-token");
    }

    @Test
    void anIdTokenOfAnotherTrustedIssuerIsRefused() {
        house.provider.idToken(token -> token.claim("iss", house.other.issuer().issuer())
                .signWith(house.other.issuer().key()));

        assertProblem(house.end(back), "bad-token");
    }

    @Test
    void anIssuerThatSaysItNamesItselfHasToDoSo() {
        house.other.announce("authorization_response_iss_parameter_supported", true);
        Back green = house.begin("green", LOCAL);
        assertProblem(house.end(green), "wrong-state");

        Back again = house.begin("green", LOCAL);
        assertThat(callback(again.code(), again.state(), null, house.other.issuer().issuer(), again)
                .location()).isEqualTo("/app/");
    }

    @Test
    void aPersonMaySayNo() {
        Answer answer = callback(null, back.state(), "access_denied", null, back);

        assertProblem(answer, "access-denied");
        assertThat(answer.cookies()).isNotEmpty();
        assertThat(back.browser().cookies("signin-")).isEmpty();
    }

    @Test
    void noTextOfTheProviderReachesThePage() {
        assertProblem(callback(null, back.state(), "https://evil.example/\r\nSet-Cookie: a=b", null, back),
                "provider-error");
        Back next = house.begin("blue", LOCAL);
        assertProblem(callback(null, next.state(), null, null, next), "provider-error");
    }

    @Test
    void aCodeThatTheProviderDoesNotKnowIsRefused() {
        assertProblem(callback("stolen", back.state(), null, null, back), "provider-error");
    }

    @Test
    void aCodeOfAnotherSignInIsRefusedByItsChallenge() {
        Back other = house.begin("blue", LOCAL);

        assertProblem(callback(other.code(), back.state(), null, null, back), "provider-error");
    }

    @Test
    void aProviderThatIsDownIsNamedAsTheProblem() {
        house.other.issuer().fail();
        assertProblem(house.signIn.start("green", null, new TestBrowser(LOCAL).visit()), "provider-down");
        house.provider.answer(exchange -> TestIssuer.send(exchange, 503, "text/plain", "out of order"));
        assertProblem(house.end(back), "provider-down");
    }

    @Test
    void aProviderThatWasDownForAMomentIsAskedAtItsOldAddresses() {
        house.provider.issuer().fail();
        house.clock.advance(Duration.ofMinutes(11));

        assertThat(house.signIn.start("blue", null, new TestBrowser(LOCAL).visit()).status()).isEqualTo(302);
    }

    @Test
    void anAnswerWithoutAnIdTokenIsNoSignIn() {
        house.provider.answer(exchange -> TestIssuer.json(exchange, "{\"access_token\":\"x\"}"));
        assertProblem(house.end(back), "provider-error");
    }

    @Test
    void nothingThatIsKeptSecretStandsInATextForm() {
        assertThat(new PendingSignIn("blue", "hush", Instant.EPOCH, false)).asString().doesNotContain("hush");
        assertThat(back.browser().visit()).asString().doesNotContain(back.browser().cookie("browser"));
        assertThat(house.seals.of("hush")).asString().doesNotContain("hush");
        assertThat(new Provider.Tokens("access", "id", "fresh")).asString().doesNotContain("access", "id",
                "fresh");
    }
}
