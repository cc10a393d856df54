package org.signaling.signin;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageHeadersTest {

    private static HttpServletRequest request(String scheme, String name, int port) {
        Map<String, Object> values = Map.of("getScheme", scheme, "getServerName", name, "getServerPort", port,
                "getContextPath", "/calls");
        return (HttpServletRequest) Proxy.newProxyInstance(HttpServletRequest.class.getClassLoader(),
                new Class<?>[]{HttpServletRequest.class}, (proxy, method, arguments) -> values.get(method.getName()));
    }

    @ParameterizedTest
    @CsvSource({"http,localhost,8080,http://localhost:8080", "https,Calls.Example,443,https://calls.example",
        "http,calls.example,80,http://calls.example", "http,::1,8080,http://[::1]:8080"})
    void theOwnOriginIsWhatTheRequestSays(String scheme, String name, int port, String origin) {
        assertThat(OwnOrigin.of(Optional.empty(), request(scheme, name, port)).text()).isEqualTo(origin);
    }

    @Test
    void theConfiguredOriginWins() {
        OwnOrigin origin = OwnOrigin.of(Optional.of("https://calls.example"), request("http", "inside", 8080));

        assertThat(origin.callback()).isEqualTo("https://calls.example/calls/signin/callback");
        assertThat(origin.callback("blue")).isEqualTo("https://calls.example/calls/signin/callback/blue");
        assertThat(origin.page()).isEqualTo("https://calls.example/calls/app/");
    }

    @Test
    void thePageMayUseTheOwnServerAloneAndFormsLeadThereToo() {
        assertThat(PageHeadersFilter.policy(SignInHouse.WEB))
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                .contains("connect-src 'self' wss://calls.example;", "form-action 'self';", "base-uri 'none'",
                        "frame-ancestors 'none'")
                .doesNotContain("unsafe", "*", "http");
    }

    @Test
    void aHostThatIsNoneDoesNotGetIntoThePolicy() {
        assertThat(PageHeadersFilter.policy(new OwnOrigin("http://x; script-src *", ""))).doesNotContain("*")
                .contains("connect-src 'self';");
    }
}
