package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.signaling.testing.TestIssuers.ALPHA;
import static org.signaling.testing.TestIssuers.BETA;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.signaling.testing.ServerTest;
import org.signaling.testing.SocketClient;
import org.signaling.testing.SocketClient.Handshake;
import org.signaling.testing.TestIssuer;
import org.signaling.testing.TestIssuers;
import org.signaling.testing.TestUser;

class HandshakeIT extends ServerTest {

    private final TestUser alice = newUser(ALPHA, "alice");
    private final TestUser bob = newUser(BETA, "bob");

    private static Map<String, String> header(String token) {
        return Map.of("Authorization", "Bearer " + token);
    }

    /** As a browser sends it for an allowed page. */
    private static Map<String, String> cookie(String token) {
        return Map.of("Cookie", "theme=dark; oidc=" + token, "Origin", "https://app.example");
    }

    private URI query(String token) {
        return URI.create(socket() + "?lang=de&oidc=" + URLEncoder.encode(token, StandardCharsets.UTF_8));
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        Map<String, String> all = new HashMap<>(headers);
        all.put(name, value);
        return all;
    }

    private static void assertConnectedAs(TestUser user, Handshake handshake) {
        assertThat(handshake.status()).isEqualTo(101);
        SocketClient client = handshake.client();
        // a message to oneself names the one who sent it
        client.send(user.message("Hello", "1"));
        assertThat(client.await("Hello").text()).isEqualTo(user.delivered("Hello", "1"));
    }

    private static void assertInvalidToken(Handshake handshake) {
        assertThat(handshake.status()).isEqualTo(401);
        assertThat(handshake.header("WWW-Authenticate")).hasValueSatisfying(
                challenge -> assertThat(challenge).startsWith("Bearer ").contains("error=\"invalid_token\""));
    }

    @Test
    void aTokenInTheHeaderConnects() {
        assertConnectedAs(alice, handshake(header(alice.token())));
    }

    @Test
    void aTokenInTheCookieConnects() {
        assertConnectedAs(alice, handshake(cookie(alice.token())));
    }

    @Test
    void aTokenInTheQueryConnects() {
        assertConnectedAs(alice, handshake(query(alice.token()), Map.of()));
    }

    @Test
    void aTokenAmongTheSubprotocolsConnectsAndIsNotSentBack() {
        Handshake plain = handshakeOffering(List.of("signaling.v1", "signaling.token." + alice.token()), Map.of());
        Handshake first = handshakeOffering(List.of("signaling.token." + alice.token(), "signaling.v1"), Map.of());
        Handshake batches = handshakeOffering(List.of("signaling.v1", "signaling.token." + alice.token(),
                "signaling.presence.v1"), Map.of());
        Handshake alone = handshakeOffering(List.of("signaling.token." + alice.token()), Map.of());

        assertConnectedAs(alice, plain);
        assertThat(plain.client().subprotocol()).isEqualTo("signaling.v1");
        assertThat(first.client().subprotocol()).isEqualTo("signaling.v1");
        assertThat(batches.client().subprotocol()).isEqualTo("signaling.presence.v1");
        assertThat(alone.client().subprotocol()).isEmpty();
    }

    /** Issuers that put all groups into a token make long ones. */
    @Test
    void aTokenOfAsManyCharactersAsItMayHaveConnectsFromEachPlaceAndOneMoreIsRefusedWithTheReason() {
        String longest = tokenOf(CompactToken.MAX_LENGTH);
        assertThat(handshake(header(longest)).status()).isEqualTo(101);
        assertThat(handshake(cookie(longest)).status()).isEqualTo(101);
        assertThat(handshake(query(longest), Map.of()).status()).isEqualTo(101);
        assertThat(handshakeOffering(List.of("signaling.v1", "signaling.token." + longest), Map.of()).status())
                .isEqualTo(101);

        String longer = tokenOf(CompactToken.MAX_LENGTH + 4);
        for (Handshake refused : List.of(handshake(header(longer)), handshake(cookie(longer)),
                handshake(query(longer), Map.of()),
                handshakeOffering(List.of("signaling.v1", "signaling.token." + longer), Map.of()))) {
            assertInvalidToken(refused);
            assertThat((String) refused.response().body()).contains("more than 16384 characters");
        }
    }

    /** Or one character less. */
    private static String tokenOf(int characters) {
        int spare = characters - ALPHA.builder().claim("x", "").build().length();
        String token = ALPHA.builder().claim("x", "y".repeat(spare / 4 * 3)).build();
        return token.length() > characters ? ALPHA.builder().claim("x", "y".repeat(spare / 4 * 3 - 1)).build() : token;
    }

    @Test
    void aTokenAmongTheSubprotocolsDecidesBeforeTheCookieAndBehindTheHeader() {
        List<String> bobs = List.of("signaling.v1", "signaling.token." + bob.token());

        assertConnectedAs(bob, handshakeOffering(bobs, cookie(alice.token())));
        assertConnectedAs(alice, handshakeOffering(bobs, header(alice.token())));
        assertInvalidToken(handshakeOffering(List.of("signaling.v1", "signaling.token.bad"), cookie(alice.token())));
    }

    @Test
    void theHeaderDecidesBeforeTheCookieAndTheCookieBeforeTheQuery() {
        assertConnectedAs(alice, handshake(query(bob.token()),
                with(header(alice.token()), "Cookie", "oidc=" + bob.token())));
        assertConnectedAs(bob, handshake(query(alice.token()), cookie(bob.token())));
    }

    @Test
    void aBadTokenInTheHeaderDecidesThoughTheCookieHasAGoodOne() {
        assertInvalidToken(handshake(with(header("bad"), "Cookie", "oidc=" + alice.token())));
    }

    @Test
    void aBadTokenInTheCookieDecidesThoughTheQueryHasAGoodOne() {
        assertInvalidToken(handshake(query(alice.token()), cookie("bad")));
    }

    @Test
    void withoutATokenTheAnswerAsksForOne() {
        Handshake handshake = handshake(Map.of());

        assertThat(handshake.status()).isEqualTo(401);
        assertThat(handshake.header("WWW-Authenticate")).hasValue("Bearer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."})
    void whatIsNoTokenIsRefused(String token) {
        assertInvalidToken(handshake(header(token)));
    }

    @Test
    void anExpiredTokenIsRefused() {
        assertInvalidToken(handshake(header(ALPHA.builder().claim("exp", 1).build())));
    }

    @Test
    void aTokenForAnotherAudienceIsRefused() {
        assertInvalidToken(handshake(header(ALPHA.builder().claim("aud", "elsewhere").build())));
    }

    @Test
    void aTokenOfAnIssuerThatNobodyTrustsIsRefused() {
        assertInvalidToken(handshake(header(ALPHA.builder().claim("iss", "https://evil.example").build())));
    }

    @Test
    void aTokenThatNamesOneIssuerAndIsSignedByAnotherIsRefused() {
        assertInvalidToken(handshake(header(BETA.builder().claim("iss", ALPHA.issuer()).build())));
    }

    @Test
    void twoDifferentTokensInOnePlaceAreAMalformedRequest() {
        Handshake handshake = handshake(cookie(alice.token() + "; oidc=" + bob.token()));

        assertThat(handshake.status()).isEqualTo(400);
        assertThat(handshake.header("WWW-Authenticate")).hasValueSatisfying(
                challenge -> assertThat(challenge).contains("error=\"invalid_request\""));
    }

    @Test
    void aCookieWithoutAnOriginIsRefusedAndTheAnswerSaysWhatToDo() {
        Handshake handshake = handshake(Map.of("Cookie", "oidc=" + alice.token()));

        assertThat(handshake.status()).isEqualTo(403);
        assertThat((String) handshake.response().body()).contains("Authorization: Bearer", "names no web origin");
    }

    @Test
    void aPageOfAnotherOriginIsRefused() {
        assertThat(handshake(with(header(alice.token()), "Origin", "https://evil.example")).status()).isEqualTo(403);
        assertThat(handshake(with(cookie(alice.token()), "Origin", "null")).status()).isEqualTo(403);
    }

    @Test
    void aPageOfTheServersOwnOriginConnects() {
        String origin = "http://" + page().getAuthority();

        assertConnectedAs(alice, handshake(oneSocket(), with(cookie(alice.token()), "Origin", origin)));
    }

    @Test
    void whileTheIssuersKeysCannotBeHadTheAnswerIsToTryLater() {
        TestUser gamma = downIssuersUser();

        Handshake handshake = handshake(header(gamma.token()));

        assertThat(handshake.status()).isEqualTo(503);
        assertThat(handshake.header("Retry-After")).hasValueSatisfying(
                seconds -> assertThat(Integer.parseInt(seconds)).isBetween(1, 60));
        assertThat(handshake.header("WWW-Authenticate")).isEmpty();
    }

    private static TestUser downIssuersUser() {
        try (TestIssuer gamma = TestIssuers.start("gamma")) {
            return newUser(gamma, "gamma");
        }
    }

    @Test
    void aTokenSignedWithANewKeyConnectsWithoutARestart() {
        assertConnectedAs(bob, handshake(header(bob.token())));

        // the first unknown key of this issuer: further ones within seconds would not be asked for
        BETA.rotateKeys();
        TestUser berta = newUser(BETA, "berta");

        assertConnectedAs(berta, handshake(header(berta.token())));
    }

    @Test
    void aPlainRequestForTheSocketIsSentToThePage() throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()
                .send(HttpRequest.newBuilder(page()).build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).hasValueSatisfying(
                location -> assertThat(location).endsWith("/app/"));
    }
}
