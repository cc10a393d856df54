package org.signaling.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.signaling.signin.SignInHouse.LOCAL;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.signaling.signin.SignIn.Returned;
import org.signaling.signin.SignInHouse.Back;

/**
 * Mix-up (RFC 9700, section 4.4): one trusted issuer, {@code blue}, is evil and leads the browser on to the honest one,
 * {@code green}, so that green's code comes here as an answer to the sign-in at blue. It must never get to blue.
 */
class MixUpTest {

    private final SignInHouse house = new SignInHouse();
    private final TestBrowser victim = new TestBrowser(LOCAL);

    @BeforeEach
    void registerEachIssuersOwnAddress() {
        house.provider.register(LOCAL.callback("blue"));
        house.other.register(LOCAL.callback("green"));
    }

    @AfterEach
    void close() {
        house.close();
    }

    /** What the evil issuer makes of a sign-in at it: a request to the honest one, with the attacker's nonce and challenge. */
    private String ledOn(Back atBlue, String redirectUri) {
        Map<String, String> attackers = house.begin("green", LOCAL).asked();
        return house.other.signIn(house.other.issuer().issuer() + "/authorize?" + new Parameters()
                .with("response_type", "code").with("client_id", "calls").with("redirect_uri", redirectUri)
                .with("state", atBlue.state()).with("nonce", attackers.get("nonce"))
                .with("code_challenge", attackers.get("code_challenge")).with("code_challenge_method", "S256"));
    }

    private void assertNothingCrossed(String code) {
        assertThat(house.provider.codesSeen()).doesNotContain(code);
        assertThat(victim.cookies("oidc")).isEmpty();
        assertThat(victim.cookies("renew")).isEmpty();
    }

    /** Where an answer may come to, but for the evil issuer's own address, where the honest one leads nobody. */
    private static List<String> paths() {
        return Arrays.asList("green", null, "", "quiet", "x", "green/", "blue/", "Blue", "blue/green", "../blue");
    }

    private List<String> namings() {
        return Arrays.asList(null, "", "x", house.provider.issuer().issuer(), house.other.issuer().issuer());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noCodeOfTheHonestIssuerGetsToTheEvilOneWhateverTheAnswerSaysAndWhereverItComesTo(boolean announced) {
        house.provider.announce("authorization_response_iss_parameter_supported", announced);
        for (String path : paths()) {
            for (String naming : namings()) {
                Back atBlue = house.begin("blue", victim);
                String code = ledOn(atBlue, LOCAL.callback("green"));

                Answer answer = house.callback(new Returned(code, atBlue.state(), null, naming, path), victim);

                assertThat(answer.location()).as("%s %s", path, naming).isEqualTo("/app/?problem=wrong-state");
                assertNothingCrossed(code);
            }
        }
        assertThat(house.provider.codesSeen()).isEmpty();
        assertThat(house.other.codesSeen()).isEmpty();
    }

    @Test
    void theHonestIssuerLeadsNobodyToTheEvilOnesAddressNorToTheOldOne() {
        Back atBlue = house.begin("blue", victim);

        assertThat(ledOn(atBlue, LOCAL.callback("blue"))).isNull();
        assertThat(ledOn(atBlue, LOCAL.callback())).isNull();
    }

    @Test
    void anAnswerAtTheEvilOnesAddressThatNamesAnotherIssuerIsRefused() {
        for (String naming : new String[]{house.other.issuer().issuer(), "", "x"}) {
            Back atBlue = house.begin("blue", victim);
            String code = ledOn(atBlue, LOCAL.callback("green"));

            assertThat(house.callback(new Returned(code, atBlue.state(), null, naming, "blue"), victim).location())
                    .isEqualTo("/app/?problem=wrong-state");
            assertNothingCrossed(code);
        }
    }

    @Test
    void aSignInThatMetAnAnswerAtTheWrongAddressIsOver() {
        Back atBlue = house.begin("blue", victim);
        house.callback(new Returned("c", atBlue.state(), null, null, "green"), victim);

        assertThat(house.end(atBlue).location()).isEqualTo("/app/?problem=wrong-state");
    }

    @Test
    void statesOfTwoPendingSignInsCannotBeSwapped() {
        Back atBlue = house.begin("blue", victim);
        Back atGreen = house.begin("green", victim);

        for (String naming : namings()) {
            house.callback(new Returned(atGreen.code(), atBlue.state(), null, naming, "green"), victim);
            house.callback(new Returned(atBlue.code(), atGreen.state(), null, naming, "blue"), victim);
        }
        assertNothingCrossed(atGreen.code());
        assertThat(house.other.codesSeen()).isEmpty();
    }

    @Test
    void cookiesOfTwoPendingSignInsCannotBeSwapped() {
        Back atBlue = house.begin("blue", victim);
        Back atGreen = house.begin("green", victim);
        String blue = victim.visit().names().pending(atBlue.state());
        String green = victim.visit().names().pending(atGreen.state());
        String sealedBlue = victim.cookie(blue);
        victim.drop(blue).plant(blue, victim.cookie(green)).drop(green).plant(green, sealedBlue);

        for (String path : List.of("blue", "green")) {
            house.callback(new Returned(atGreen.code(), atBlue.state(), null, null, path), victim);
            house.callback(new Returned(atGreen.code(), atGreen.state(), null, null, path), victim);
        }
        assertNothingCrossed(atGreen.code());
        assertThat(house.other.codesSeen()).isEmpty();
    }

    @Test
    void theAttackersOwnPendingSignInDoesNotOpenInTheVictimsBrowser() {
        TestBrowser attacker = new TestBrowser(LOCAL);
        Back attackers = house.begin("green", attacker);
        String name = attacker.visit().names().pending(attackers.state());
        house.begin("blue", victim);
        victim.plant(name, attacker.cookie(name));

        assertThat(house.callback(new Returned(attackers.code(), attackers.state(), null, null, "green"), victim)
                .location()).isEqualTo("/app/?problem=wrong-state");
        assertNothingCrossed(attackers.code());
        assertThat(house.other.codesSeen()).isEmpty();
    }

    static List<String> errors() {
        return List.of("access_denied", "temporarily_unavailable", "server_error", "login_required");
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anErrorAtTheWrongAddressBeginsNothingAnewAndItsCodeIsNotTaken(String error) {
        List<String> codes = new ArrayList<>();
        for (String path : paths()) {
            Back atBlue = house.begin("blue", victim);
            codes.add(ledOn(atBlue, LOCAL.callback("green")));

            assertThat(house.callback(new Returned(codes.get(codes.size() - 1), atBlue.state(), error, null, path),
                    victim).location()).isEqualTo("/app/?problem=wrong-state");
        }
        assertThat(house.provider.codesSeen()).doesNotContainAnyElementsOf(codes);
    }

    @Test
    void nobodysPageButTheOwnBeginsASignIn() {
        for (String site : new String[]{"cross-site", "same-site", "none", ""}) {
            Answer answer = house.signIn.start("blue", null, victim.from(site, LOCAL.text()).visit());
            assertThat(answer.location()).isEqualTo("/app/");
            assertThat(answer.cookies()).isEmpty();
        }
    }

    @Test
    void aBrowserThatDoesNotSayWhereARequestComesFromIsKnownByWhatThePagesLinkHas() {
        TestBrowser old = new TestBrowser(LOCAL).from(null, null);
        String list = old.keep(IssuersServlet.list(house.providers, house.seals, old.visit())).json();
        String page = list.replaceFirst("(?s).*?page=([A-Za-z0-9_-]+).*", "$1");

        assertThat(house.signIn.start("blue", page, old.visit()).status()).isEqualTo(302);
        TestBrowser victims = new TestBrowser(LOCAL).from(null, null);
        victims.keep(IssuersServlet.list(house.providers, house.seals, victims.visit()));
        for (String other : new String[]{null, "", "x", page}) {
            assertThat(house.signIn.start("blue", other, victims.visit()).location()).isEqualTo("/app/");
        }
    }

    @Test
    void whereThereIsOneIssuerAloneItsAddressIsTheOneWithoutAName() {
        try (SignInHouse single = new SignInHouse("signaling.issuer.green.client-id", "")) {
            Back back = single.begin("blue", LOCAL);
            assertThat(back.asked()).containsEntry("redirect_uri", "http://localhost:8080/signin/callback");
            assertThat(single.end(back).location()).isEqualTo("/app/");
        }
    }

    @Test
    void eachIssuerHasAnAddressOfItsOwnWhereThereAreSeveral() {
        for (String name : List.of("blue", "green")) {
            Back back = house.begin(name, LOCAL);
            assertThat(back.asked()).containsEntry("redirect_uri", "http://localhost:8080/signin/callback/" + name);
            assertThat(house.end(back).location()).isEqualTo("/app/");
        }
    }
}
