package org.signaling.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.signaling.signin.SignInHouse.LOCAL;
import static org.signaling.signin.SignInHouse.WEB;
import static org.signaling.signin.SignInHouse.cookie;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.SignedJWT;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.signaling.handshake.Caller;
import org.signaling.handshake.TokenRejected;
import org.signaling.testing.SocketClient;
import org.signaling.testing.TestProvider;

class SignInTest {

    private SignInHouse house = new SignInHouse();

    @AfterEach
    void close() {
        house.close();
    }

    private SignInHouse houseWith(String... settings) {
        house.close();
        house = new SignInHouse(settings);
        return house;
    }

    private Answer start(String name, OwnOrigin origin) {
        return house.signIn.start(name, null, new TestBrowser(origin).visit());
    }

    private static void assertProblem(Answer answer, String code) {
        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.location()).isEqualTo("/app/?problem=" + code);
        assertThat(answer.cookies()).extracting(Cookie::getName).doesNotContain("oidc", "signout");
    }

    @Test
    void theBrowserIsSentToTheProviderWithStateNonceAndChallenge() {
        Answer answer = start("blue", LOCAL);

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.location()).startsWith(house.provider.issuer().issuer() + "/authorize?");
        Map<String, String> query = house.begin("blue", LOCAL).asked();
        assertThat(query).containsEntry("response_type", "code").containsEntry("client_id", TestProvider.CLIENT)
                .containsEntry("redirect_uri", "http://localhost:8080/signin/callback/blue")
                .containsEntry("scope", "openid profile").containsEntry("code_challenge_method", "S256");
        assertThat(List.of(query.get("state"), query.get("nonce"), query.get("code_challenge")))
                .doesNotHaveDuplicates().allMatch(value -> value.matches("[A-Za-z0-9_-]{43}"));
        assertThat(house.begin("blue", LOCAL).state()).isNotEqualTo(query.get("state"));
    }

    @Test
    void aPersonSignsInAndTheCookieHoldsAnAccessTokenThatOpensAConnection() throws TokenRejected {
        TestBrowser browser = new TestBrowser(LOCAL);
        Answer answer = house.signIn(browser);

        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.location()).isEqualTo("/app/");
        Cookie token = cookie(answer, "oidc");
        Caller caller = house.verifier.verify(token.getValue()).caller();
        assertThat(caller.user().username()).isEqualTo("Alice");
        assertThat(Duration.ofSeconds(token.getMaxAge()))
                .isEqualTo(Duration.between(house.clock.instant(), caller.expiry()).truncatedTo(ChronoUnit.SECONDS));
        assertThat(browser.cookies("signin-")).isEmpty();
        assertThat(house.provider.lastForm()).containsEntry("client_id", TestProvider.CLIENT)
                .doesNotContainKey("client_secret");
        assertThat(house.provider.lastAuthorization()).isNull();
    }

    @Test
    void theIdTokenIsTakenWhereTheAccessTokenIsForSomebodyElse() throws Exception {
        houseWith("signaling.issuer.blue.audiences", TestProvider.CLIENT);

        Answer answer = house.signIn();

        assertThat(answer.location()).isEqualTo("/app/");
        assertThat(SignedJWT.parse(cookie(answer, "oidc").getValue()).getJWTClaimsSet().getStringClaim("nonce"))
                .isNotNull();
    }

    @Test
    void anAccessTokenWhoseKeyNobodyPublishesDecidesNothing() {
        houseWith("signaling.issuer.blue.audiences", "signaling," + TestProvider.CLIENT);
        house.provider.accessToken(token -> token.header("kid", "nobody-publishes-it"));

        for (int i = 0; i < 3; i++) {
            assertThat(house.signIn().location()).isEqualTo("/app/");
        }
    }

    @Test
    void anAccessTokenForAnotherServiceDoesNotMakeTheProviderLookDown() {
        house.provider.accessToken(token -> token.header("kid", "nobody-publishes-it").claim("aud", "another-api"));

        for (int i = 0; i < 3; i++) {
            assertProblem(house.signIn(), "token-refused");
        }
    }

    @Test
    void anAccessTokenThatSpeaksForSomebodyElseIsNotTaken() {
        house.provider.accessToken(token -> token.claim("sub", "mallory"));

        assertProblem(house.signIn(), "token-refused");
    }

    @Test
    void tokensThatOpenNoConnectionAreNoSuccess() {
        house.provider.accessToken(token -> token.claim("aud", "another-service"));

        assertProblem(house.signIn(), "token-refused");
    }

    @Test
    void aTokenThatFitsNoCookieIsNamedAsTheProblem() {
        house.provider.accessToken(token -> token.claim("roles", "x".repeat(4_000)));

        assertProblem(house.signIn(), "token-too-large");
    }

    @Test
    void aTokenThatLeavesNoRoomForTheSignOutsCookieIsTakenAllTheSame() {
        house.provider.accessToken(token -> token.claim("roles", "x".repeat(2_500)));
        house.provider.idToken(token -> token.claim("roles", "x".repeat(1_700)));

        Answer answer = house.signIn();

        assertThat(cookie(answer, "oidc").getValue()).hasSizeGreaterThan(3_500);
        assertThat(cookie(answer, "signout").getValue()).isEmpty();
    }

    @Test
    void theClientsSecretGoesIntoTheHeaderOrWhereTheProviderWantsItIntoTheForm() {
        houseWith("signaling.issuer.blue.client-secret", "s:e+cret");
        house.signIn();
        String pair = new String(Base64.getDecoder().decode(house.provider.lastAuthorization().substring(6)),
                StandardCharsets.UTF_8);
        assertThat(pair).isEqualTo("calls:s%3Ae%2Bcret");
        assertThat(house.provider.lastForm()).doesNotContainKeys("client_secret", "client_id");

        houseWith("signaling.issuer.blue.client-secret", "s:e+cret");
        house.provider.announce("token_endpoint_auth_methods_supported", List.of("client_secret_post"));
        assertThat(house.signIn().location()).isEqualTo("/app/");
        assertThat(house.provider.lastAuthorization()).isNull();
        assertThat(house.provider.lastForm()).containsEntry("client_secret", "s:e+cret");
    }

    @Test
    void theCookiesAreForLocalhostWithoutTlsAndForHttpsOnlyElsewhere() {
        for (OwnOrigin origin : List.of(LOCAL, WEB, new OwnOrigin("https://calls.example", "/calls"))) {
            String path = origin.path();
            String host = origin.https() ? "__Host-" : "";
            String secure = origin.https() ? "__Secure-" : "";
            TestBrowser browser = new TestBrowser(origin);
            Answer start = browser.keep(house.signIn.start("blue", null, browser.visit()));
            SignInHouse.Back back = house.back("blue", start, browser);
            Cookie pending = cookie(start, secure + "signin-" + back.state().substring(0, 8));
            Answer answer = house.end(back);

            assertThat(answer.location()).isEqualTo(path + "/app/");
            assertCookie(pending, path + "/signin", "Lax", origin.https());
            assertThat(pending.getMaxAge()).isEqualTo(3_600);
            assertCookie(cookie(start, host + "browser"), "/", "Lax", origin.https());
            assertCookie(cookie(answer, host + "oidc"), "/", "Strict", origin.https());
            assertCookie(cookie(answer, secure + "renew"), path + "/signin/renew", "Strict", origin.https());
            assertCookie(cookie(answer, secure + "signout"), path + "/signin/out", "Strict", origin.https());
            assertThat(cookie(answer, secure + "signout").getMaxAge()).isEqualTo(-1);
        }
    }

    @Test
    void signInsInSeveralTabsAllFinish() {
        TestBrowser browser = new TestBrowser(LOCAL);
        List<SignInHouse.Back> tabs = new ArrayList<>();
        for (int i = 0; i < SignInCookies.MAX_PENDING; i++) {
            tabs.add(house.begin(i % 2 == 0 ? "blue" : "green", browser));
            house.clock.advance(Duration.ofSeconds(1));
        }

        for (SignInHouse.Back tab : tabs) {
            assertThat(house.end(tab).location()).isEqualTo("/app/");
        }
    }

    @Test
    void ofTooManyPendingSignInsTheOldestGivesWay() {
        TestBrowser browser = new TestBrowser(LOCAL).plant("signin-planted", "x");
        SignInHouse.Back oldest = house.begin("blue", browser);
        SignInHouse.Back second = null;
        for (int i = 0; i < SignInCookies.MAX_PENDING; i++) {
            house.clock.advance(Duration.ofSeconds(1));
            SignInHouse.Back next = house.begin("blue", browser);
            second = second == null ? next : second;
        }

        assertThat(browser.cookies("signin-")).hasSize(SignInCookies.MAX_PENDING);
        assertProblem(house.end(oldest), "wrong-state");
        assertThat(house.end(second).location()).isEqualTo("/app/");
    }

    @Test
    void theIssuerIsAskedForWhatTheSettingsAddAndParametersOfTheSignInItselfStay() {
        houseWith("signaling.issuer.blue.authorization-parameters",
                "audience=https%3A%2F%2Fapi.example&prompt=consent");

        assertThat(house.begin("blue", LOCAL).asked()).containsEntry("audience", "https://api.example")
                .containsEntry("prompt", "consent").containsEntry("client_id", TestProvider.CLIENT);
    }

    private static void assertCookie(Cookie cookie, String path, String sameSite, boolean secure) {
        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.getSecure()).isEqualTo(secure);
        assertThat(cookie.getPath()).isEqualTo(path);
        assertThat(cookie.getAttribute("SameSite")).isEqualTo(sameSite);
        assertThat(cookie.getDomain()).isNull();
    }

    @Test
    void withoutHttpsOneSignsInOnThisMachineOnly() {
        assertProblem(start("blue", new OwnOrigin("http://calls.example", "")), "not-https");
        assertProblem(start("blue", new OwnOrigin("http://localhost.evil.example", "")), "not-https");
        assertThat(start("blue", new OwnOrigin("http://[::1]:8080", "")).status()).isEqualTo(302);
    }

    @Test
    void whatTheCookieOfAPendingSignInHoldsCannotBeRead() {
        SignInHouse.Back back = house.begin("blue", LOCAL);

        byte[] bytes = Base64.getUrlDecoder().decode(back.browser().cookies("signin-").get(0));

        assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain(back.state(), "blue");
    }

    @Test
    void whereTokensCarryAnotherSignatureTheyAreRefused() {
        house.provider.idToken(token -> token.signWith(house.other.issuer().key()));

        assertProblem(house.signIn(), "bad-token");
    }

    @Test
    void anIssuerThatIsNotKnownOrHasNoClientIsNoPlaceToSignInAt() {
        for (String name : new String[]{null, "", "quiet", "red", "//evil.example", "https://evil.example/blue"}) {
            assertProblem(start(name, LOCAL), "unknown-issuer");
        }
    }

    @Test
    void theListNamesTheIssuersWithAClient() {
        TestBrowser browser = new TestBrowser(new OwnOrigin("https://calls.example", "/calls"));

        JsonNode list = SocketClient.json(IssuersServlet.list(house.providers, house.seals, browser.visit()).json());

        assertThat(list).extracting(issuer -> issuer.path("name").asText()).containsExactly("blue", "green");
        assertThat(list).extracting(issuer -> issuer.path("label").asText()).containsExactly("blue", "The green one");
        assertThat(list).extracting(issuer -> issuer.path("issuer").asText())
                .containsExactly(house.provider.issuer().issuer(), house.other.issuer().issuer());
        assertThat(list).extracting(issuer -> issuer.path("href").asText())
                .allMatch(href -> href.matches("/calls/signin/start\\?issuer=(blue|green)&page=[A-Za-z0-9_-]+"));
    }

    @Test
    void theTokenOfTheCookieSaysWhoIsSignedIn() {
        String token = cookie(house.signIn(), "oidc").getValue();

        assertThat(MeServlet.me(token, house.admission).json())
                .contains("\"issuer\":", "\"subject\":\"alice\"", "\"username\":\"Alice\"", "\"expires\":");
        assertThat(MeServlet.me(null, house.admission).status()).isEqualTo(401);
        assertThat(MeServlet.me("x.y.z", house.admission).status()).isEqualTo(401);
        house.clock.advance(Duration.ofHours(1));
        assertThat(MeServlet.me(token, house.admission).status()).isEqualTo(401);
    }

    @Test
    void whoTakesNobodyForAnAnswerIsNotRefused() {
        String token = cookie(house.signIn(), "oidc").getValue();

        assertThat(MeServlet.me(null, house.admission).orNobody())
                .isEqualTo(new Answer(200, null, "{\"signedIn\":false}", List.of()));
        assertThat(MeServlet.me("x.y.z", house.admission).orNobody().status()).isEqualTo(200);
        assertThat(MeServlet.me(token, house.admission).orNobody().json()).contains("\"subject\":\"alice\"");
        for (int status : new int[]{403, 404, 503}) {
            assertThat(Answer.status(status).orNobody()).isEqualTo(Answer.status(status));
        }
    }

    @Test
    void onlyWhoAsksForItIsToldNobodyInPlaceOfARefusal() {
        Answer refusal = Answer.status(401);

        assertThat(SignInServlet.asAsked(refusal, asking("nobody")).status()).isEqualTo(200);
        assertThat(SignInServlet.asAsked(refusal, asking())).isEqualTo(refusal);
        assertThat(SignInServlet.asAsked(refusal, asking("somebody"))).isEqualTo(refusal);
        assertThat(SignInServlet.asAsked(refusal, asking("nobody", "nobody"))).isEqualTo(refusal);
    }

    /** A request with these values of {@code or}. */
    private static HttpServletRequest asking(String... values) {
        return (HttpServletRequest) Proxy.newProxyInstance(HttpServletRequest.class.getClassLoader(),
                new Class<?>[]{HttpServletRequest.class}, (proxy, method, arguments) -> values);
    }
}
