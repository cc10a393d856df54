package org.signaling.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.signaling.signin.SignInHouse.LOCAL;

import jakarta.servlet.http.Cookie;
import java.time.Duration;
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

    private Answer callback(String code, String state, String error, String issuer, String pending) {
        return house.signIn.callback(new Returned(code, state, error, issuer), pending, LOCAL);
    }

    private static void assertProblem(Answer answer, String code) {
        assertThat(answer.location()).isEqualTo("/app/?problem=" + code);
        assertThat(answer.cookies()).extracting(Cookie::getName).doesNotContain("oidc", "signout");
    }

    @Test
    void anAnswerWithoutTheStateOfThisBrowserIsRefusedAndThePendingSignInStays() {
        String other = house.begin("blue", LOCAL).state();
        for (String state : new String[]{null, "", "x", other, back.state() + "x"}) {
            Answer answer = callback(back.code(), state, null, null, back.pending());
            assertProblem(answer, "wrong-state");
            assertThat(answer.cookies()).isEmpty();
        }
        assertThat(house.end(back, LOCAL).location()).isEqualTo("/app/");
    }

    @Test
    void anAnswerInABrowserThatDidNotBeginIsRefused() {
        String sealed = back.pending();
        char last = sealed.charAt(sealed.length() - 5);
        String changed = sealed.substring(0, sealed.length() - 5) + (last == 'A' ? 'B' : 'A')
                + sealed.substring(sealed.length() - 4);
        String ofAnotherServer;
        try (SignInHouse stranger = new SignInHouse()) {
            ofAnotherServer = stranger.begin("blue", LOCAL).pending();
        }
        for (String pending : new String[]{null, "", "AAAA", "!", changed, ofAnotherServer}) {
            assertProblem(callback(back.code(), back.state(), null, null, pending), "wrong-state");
        }
    }

    @Test
    void theCookieOfASignOutIsNoPendingSignIn() {
        String hint = SignInHouse.cookie(house.end(back, LOCAL), "signout").getValue();

        assertProblem(callback("c", back.state(), null, null, hint), "wrong-state");
    }

    @Test
    void anAnswerCountsOnce() {
        assertThat(house.end(back, LOCAL).location()).isEqualTo("/app/");

        assertProblem(house.end(back, LOCAL), "wrong-state");
    }

    @Test
    void anAnswerAfterTenMinutesIsTooLate() {
        house.clock.advance(Duration.ofMinutes(10));

        assertProblem(house.end(back, LOCAL), "expired");
    }

    @Test
    void anIdTokenOfAnotherSignInIsRefused() {
        house.provider.idToken(token -> token.claim("nonce", "another"));
        assertProblem(house.end(back, LOCAL), "bad-token");
        house.provider.idToken(token -> token.claim("nonce", null));
        assertProblem(house.signIn(), "bad-token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"another-client", "", "signaling"})
    void anIdTokenForAnotherClientIsRefused(String audience) {
        house.provider.idToken(token -> token.claim("aud", audience));

        assertProblem(house.end(back, LOCAL), "bad-token");
    }

    @Test
    void anIdTokenThatAnotherClientAskedForIsRefused() {
        house.provider.idToken(token -> token.claim("azp", "another-client"));

        assertProblem(house.end(back, LOCAL), "bad-token");
    }

    @Test
    void anAccessTokenThatTheIdTokenDoesNotVouchForIsRefused() {
        house.provider.idToken(token -> token.claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"));

        assertProblem(house.end(back, LOCAL), "bad-token");
    }

    @Test
    void anIdTokenOfAnotherTrustedIssuerIsRefused() {
        house.provider.idToken(token -> token.claim("iss", house.other.issuer().issuer())
                .signWith(house.other.issuer().key()));

        assertProblem(house.end(back, LOCAL), "bad-token");
    }

    @Test
    void theAnswerOfOneIssuerIsNoneToTheQuestionAtAnother() {
        assertProblem(callback(back.code(), back.state(), null, house.other.issuer().issuer(), back.pending()),
                "wrong-state");
    }

    @Test
    void anIssuerThatSaysItNamesItselfHasToDoSo() {
        house.other.announce("authorization_response_iss_parameter_supported", true);
        Back green = house.begin("green", LOCAL);
        assertProblem(house.end(green, LOCAL), "wrong-state");

        Back again = house.begin("green", LOCAL);
        assertThat(callback(again.code(), again.state(), null, house.other.issuer().issuer(), again.pending())
                .location()).isEqualTo("/app/");
    }

    @Test
    void aPersonMaySayNo() {
        Answer answer = callback(null, back.state(), "access_denied", null, back.pending());

        assertProblem(answer, "access-denied");
        assertThat(SignInHouse.cookie(answer, "signin").getMaxAge()).isZero();
    }

    @Test
    void noTextOfTheProviderReachesThePage() {
        assertProblem(callback(null, back.state(), "https://evil.example/\r\nSet-Cookie: a=b", null, back.pending()),
                "provider-error");
        Back next = house.begin("blue", LOCAL);
        assertProblem(callback(null, next.state(), null, null, next.pending()), "provider-error");
    }

    @Test
    void aCodeThatTheProviderDoesNotKnowIsRefused() {
        assertProblem(callback("stolen", back.state(), null, null, back.pending()), "provider-error");
    }

    @Test
    void aCodeOfAnotherSignInIsRefusedByItsChallenge() {
        Back other = house.begin("blue", LOCAL);

        assertProblem(callback(other.code(), back.state(), null, null, back.pending()), "provider-error");
    }

    @Test
    void aProviderThatIsDownIsNamedAsTheProblem() {
        house.other.issuer().fail();
        assertProblem(house.signIn.start("green", LOCAL), "provider-down");
        house.provider.answer(exchange -> TestIssuer.send(exchange, 503, "text/plain", "out of order"));
        assertProblem(house.end(back, LOCAL), "provider-down");
    }

    @Test
    void aProviderThatWasDownForAMomentIsAskedAtItsOldAddresses() {
        house.provider.issuer().fail();
        house.clock.advance(Duration.ofMinutes(11));

        assertThat(house.signIn.start("blue", LOCAL).status()).isEqualTo(302);
    }

    @Test
    void anAnswerWithoutAnIdTokenIsNoSignIn() {
        house.provider.answer(exchange -> TestIssuer.json(exchange, "{\"access_token\":\"x\"}"));
        assertProblem(house.end(back, LOCAL), "provider-error");
    }

    @Test
    void nothingThatIsKeptSecretStandsInATextForm() {
        assertThat(PendingSignIn.open(house.seals.seal(), back.pending()).orElseThrow()).asString()
                .doesNotContain(back.state());
        assertThat(new Provider.Tokens("access", "id", "fresh")).asString().doesNotContain("access", "id",
                "fresh");
    }
}
