package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.signaling.handshake.BearerToken.Source;
import org.signaling.handshake.TokenRejected.Reason;

class OriginsTest {

    private static final Origins LISTED = new Origins(Set.of("https://app.example", "http://dev.example:3000"),
            Optional.empty());
    private static final Origins ANY = new Origins(Set.of("*"), Optional.empty());

    private static boolean allows(Origins origins, List<String> origin, String host, Source source) {
        try {
            origins.check(origin, List.of(host), source);
            return true;
        } catch (TokenRejected e) {
            assertThat(e.reason()).isEqualTo(origin.isEmpty() ? Reason.ORIGIN_MISSING : Reason.ORIGIN_REFUSED);
            return false;
        }
    }

    private static boolean allows(Origins origins, String origin, String host, Source source) {
        return allows(origins, List.of(origin), host, source);
    }

    @ParameterizedTest
    @EnumSource(Source.class)
    void whatNamesNoOriginIsNoBrowserAndMayConnectUnlessItBringsACookieAsOnlyBrowsersDo(Source source) {
        assertThat(allows(LISTED, List.of(), "rtc.example", source)).isEqualTo(source != Source.COOKIE);
        assertThat(allows(ANY, List.of(), "rtc.example", source)).isEqualTo(source != Source.COOKIE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://app.example", "HTTPS://App.Example", "http://dev.example:3000"})
    void aListedOriginMayConnect(String origin) {
        assertThat(allows(LISTED, origin, "rtc.example", Source.COOKIE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://app.example", "https://app.example:8443", "https://app.example.evil.example",
        "https://evil.example/https://app.example", "https://xapp.example", "http://dev.example", "null", "", "*",
        "https://app.example,https://evil.example", "https://app.example/", "https://evil.example@app.example"})
    void anyOtherOriginMayNot(String origin) {
        assertThat(allows(LISTED, origin, "rtc.example", Source.HEADER)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"https://rtc.example, rtc.example", "https://rtc.example, RTC.example:443",
        "http://localhost:8080, localhost:8080", "http://127.0.0.1:8080, 127.0.0.1:8080", "http://[::1], [::1]:80",
        "http://a.localhost, a.localhost", "https://my_host:8443, my_host:8443",
        "https://[2001:db8::1], [2001:DB8::1]:443"})
    void theServersOwnPagesMayConnect(String origin, String host) {
        assertThat(allows(LISTED, origin, host, Source.COOKIE)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"http://rtc.example, rtc.example:80", "http://rtc.example:8080, rtc.example:8080"})
    void aPageThatCameByHttpIsTheServersOwnOnlyWhereNothingCanBeStolenByIt(String origin, String host) {
        Origins https = new Origins(Set.of(), Optional.of("https://calls.example"));
        Origins http = new Origins(Set.of(), Optional.of("http://calls.example"));

        for (Source source : Source.values()) {
            assertThat(allows(LISTED, origin, host, source)).isEqualTo(source != Source.COOKIE);
            assertThat(allows(http, origin, host, source)).isEqualTo(source != Source.COOKIE);
            assertThat(allows(https, origin, host, source)).isFalse();
        }
        assertThat(allows(new Origins(Set.of(origin), Optional.of("https://calls.example")), origin, host,
                Source.COOKIE)).as("listed").isTrue();
    }

    @Test
    void thePublicAddressIsTheServersOwnBehindAProxyThatHidesIt() {
        Origins origins = new Origins(Set.of(), Optional.of("https://calls.example"));

        assertThat(allows(origins, "https://calls.example", "node-1:8080", Source.COOKIE)).isTrue();
        assertThat(allows(origins, "http://calls.example", "node-1:8080", Source.HEADER)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"https://rtc.example:8443, rtc.example", "http://rtc.example, rtc.example:443",
        "https://evil.example, rtc.example", "file://rtc.example, rtc.example", "rtc.example, rtc.example",
        "https://x@rtc.example, rtc.example", "https://rtc.example/x, rtc.example"})
    void pagesOfAnotherPortHostOrKindAreNotItsOwn(String origin, String host) {
        assertThat(allows(LISTED, origin, host, Source.COOKIE)).isFalse();
    }

    @Test
    void withAStarAnyPageMayConnectThatBringsTheTokenItself() {
        assertThat(allows(ANY, "https://any.example", "rtc.example", Source.QUERY)).isTrue();
        assertThat(allows(ANY, "https://any.example", "rtc.example", Source.HEADER)).isTrue();
        assertThat(allows(ANY, "https://any.example", "rtc.example", Source.PROTOCOL)).isTrue();
    }

    @Test
    void withAStarNoPageMayUseItsVisitorsCookie() {
        assertThat(allows(ANY, "https://evil.example", "rtc.example", Source.COOKIE)).isFalse();
        assertThat(allows(ANY, "null", "rtc.example", Source.COOKIE)).isFalse();
        assertThat(allows(ANY, "*", "rtc.example", Source.COOKIE)).isFalse();
        assertThat(allows(ANY, "https://rtc.example", "rtc.example", Source.COOKIE)).isTrue();
    }

    @Test
    void twoOriginsAreRefused() {
        assertThat(allows(LISTED, List.of("https://app.example", "https://evil.example"), "rtc.example",
                Source.HEADER)).isFalse();
    }
}
