package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.signaling.handshake.BearerToken.Source;
import org.signaling.handshake.TokenRejected.Reason;

class BearerTokenTest {

    private static BearerToken pick(List<String> authorization, List<String> cookies, String query)
            throws TokenRejected {
        return pick(authorization, List.of(), cookies, query);
    }

    private static BearerToken pick(List<String> authorization, List<String> protocols, List<String> cookies,
            String query) throws TokenRejected {
        return BearerToken.pick(Map.of("Authorization", authorization, "Sec-WebSocket-Protocol", protocols, "Cookie",
                cookies)::get, query);
    }

    private static Reason refused(List<String> authorization, List<String> cookies, String query) {
        return catchThrowableOfType(TokenRejected.class, () -> pick(authorization, cookies, query)).reason();
    }

    @Test
    void theHeaderComesFirstThenTheCookieThenTheQuery() throws TokenRejected {
        List<String> header = List.of("Bearer h");
        List<String> cookie = List.of("a=b; oidc=c; d=e");

        assertThat(pick(header, cookie, "oidc=q")).isEqualTo(new BearerToken("h", Source.HEADER));
        assertThat(pick(List.of(), cookie, "oidc=q")).isEqualTo(new BearerToken("c", Source.COOKIE));
        assertThat(pick(List.of(), List.of(), "x=y&oidc=q")).isEqualTo(new BearerToken("q", Source.QUERY));
    }

    @Test
    void aTokenAmongTheSubprotocolsStandsBehindTheHeaderAndBeforeTheCookie() throws TokenRejected {
        List<String> protocols = List.of("signaling.v1, signaling.token.p");
        List<String> cookie = List.of("oidc=c");

        assertThat(pick(List.of("Bearer h"), protocols, cookie, "oidc=q").value()).isEqualTo("h");
        assertThat(pick(List.of(), protocols, cookie, "oidc=q")).isEqualTo(new BearerToken("p", Source.PROTOCOL));
        assertThat(pick(List.of(), List.of("signaling.v1", " signaling.token.a.b-c_d ,signaling.token.a.b-c_d"),
                List.of(), null).value()).isEqualTo("a.b-c_d");
        assertThat(pick(List.of(), List.of("signaling.v1,signaling.token.,signaling.token,Signaling.Token.x"), cookie,
                null).source()).isEqualTo(Source.COOKIE);
    }

    @Test
    void twoDifferentTokensAmongTheSubprotocolsAreAMalformedRequest() {
        assertThat(catchThrowableOfType(TokenRejected.class, () -> pick(List.of(),
                List.of("signaling.token.a", "signaling.token.b"), List.of(), null)).reason())
                .isEqualTo(Reason.MALFORMED_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic dTpw", "Bearer", "Bearer ", "Bearer    ", "BearerX y", "", "token"})
    void aHeaderWithoutABearerTokenCountsAsNotThere(String header) throws TokenRejected {
        assertThat(pick(List.of(header), List.of(), "oidc=q").source()).isEqualTo(Source.QUERY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer t", "bearer t", "BEARER   t", " bEaReR t "})
    void theSchemeMayHaveAnyCase(String header) throws TokenRejected {
        assertThat(pick(List.of(header), List.of(), null).value()).isEqualTo("t");
    }

    @Test
    void anEmptyCookieOrParameterCountsAsNotThere() throws TokenRejected {
        assertThat(pick(List.of(), List.of("oidc=", "oidc=\"\""), "oidc=&oidc&oidc=q").value()).isEqualTo("q");
    }

    @Test
    void theCookieThatNoOtherHostCanSetDecidesBeforeAllThatAreNamedOidc() throws TokenRejected {
        assertThat(pick(List.of(), List.of("oidc=planted; oidc=stale; __Host-oidc=own"), null))
                .isEqualTo(new BearerToken("own", Source.COOKIE));
        assertThat(pick(List.of(), List.of("__Host-oidc=; oidc=of-another-client"), null).value())
                .isEqualTo("of-another-client");
        assertThat(refused(List.of(), List.of("oidc=a; oidc=b"), null)).isEqualTo(Reason.MALFORMED_REQUEST);
        assertThat(refused(List.of(), List.of("__host-oidc=a"), null)).isEqualTo(Reason.MISSING);
    }

    @Test
    void cookiesMayComeInSeveralHeadersAndInQuotationMarks() throws TokenRejected {
        assertThat(pick(List.of(), List.of("a=b", " oidc = \"c=d\" ;e"), null).value()).isEqualTo("c=d");
    }

    @Test
    void namesHaveToFitExactly() {
        assertThat(refused(List.of(), List.of("OIDC=c; xoidc=c; oidcx=c"), "Oidc=q&xoidc=q&x=oidc=q"))
                .isEqualTo(Reason.MISSING);
    }

    @Test
    void theParameterIsDecoded() throws TokenRejected {
        assertThat(pick(List.of(), List.of(), "oidc=a%2Eb%2bc").value()).isEqualTo("a.b+c");
    }

    @Test
    void theSameTokenTwiceIsOne() throws TokenRejected {
        assertThat(pick(List.of("Bearer h", "Bearer h"), List.of(), null).value()).isEqualTo("h");
        assertThat(pick(List.of(), List.of("oidc=c; oidc=c"), null).value()).isEqualTo("c");
        assertThat(pick(List.of(), List.of(), "oidc=q&oidc=%71").value()).isEqualTo("q");
    }

    @Test
    void twoDifferentTokensInOnePlaceAreAMalformedRequest() {
        assertThat(refused(List.of("Bearer a", "Bearer b"), List.of(), null)).isEqualTo(Reason.MALFORMED_REQUEST);
        assertThat(refused(List.of("Bearer a", "Basic b"), List.of(), null)).isEqualTo(Reason.MALFORMED_REQUEST);
        assertThat(refused(List.of(), List.of("oidc=a; oidc=b"), null)).isEqualTo(Reason.MALFORMED_REQUEST);
        assertThat(refused(List.of(), List.of("oidc=a", "oidc=b"), null)).isEqualTo(Reason.MALFORMED_REQUEST);
        assertThat(refused(List.of(), List.of(), "oidc=a&oidc=b")).isEqualTo(Reason.MALFORMED_REQUEST);
        assertThat(refused(List.of(), List.of(), "oidc=%zz")).isEqualTo(Reason.MALFORMED_REQUEST);
    }

    @Test
    void noTokenIsMissing() {
        for (String query : Arrays.asList(null, "", "&", "=", "oidc", "x=1")) {
            assertThat(refused(List.of(), List.of(), query)).isEqualTo(Reason.MISSING);
        }
    }

    @Test
    void itsTextDoesNotShowTheToken() {
        assertThat(new BearerToken("secret", Source.QUERY).toString()).isEqualTo("BearerToken[QUERY]");
    }
}
