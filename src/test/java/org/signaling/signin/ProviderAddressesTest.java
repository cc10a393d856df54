package org.signaling.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.signaling.settings.IssuerSettings;
import org.signaling.testing.TestSettings;

class ProviderAddressesTest {

    private static final String OUTSIDE = "https://idp.example/realms/a";
    private static final String INSIDE = "http://idp:8080/realms/a";

    private final IssuerSettings issuer = TestSettings.only("signaling.issuers", "a",
            "signaling.issuer.a.issuer", OUTSIDE, "signaling.issuer.a.inside", INSIDE,
            "signaling.issuer.a.audiences", "signaling", "signaling.issuer.a.client-id", "calls").issuers().get(0);

    private static Map<String, Object> document(String base) {
        return new HashMap<>(Map.of("authorization_endpoint", base + "/auth", "token_endpoint", base + "/token",
                "end_session_endpoint", base + "/logout"));
    }

    @ParameterizedTest
    @ValueSource(strings = {OUTSIDE, INSIDE})
    void theBrowserGoesOutsideAndTheServerInsideWhateverDiscoverySays(String base) throws IOException {
        ProviderAddresses addresses = ProviderAddresses.read(document(base), issuer);

        assertThat(addresses.authorization()).hasToString(OUTSIDE + "/auth");
        assertThat(addresses.endSession().orElseThrow()).hasToString(OUTSIDE + "/logout");
        assertThat(addresses.token()).hasToString(INSIDE + "/token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"javascript:alert(1)", "http://idp.example/auth", "/auth", "", "https://", "ftp://x/y",
        "https://idp.example/auth#x"})
    void anAddressThatIsNoneForABrowserOrLessSafeThanTheIssuerIsRefused(String address) {
        Map<String, Object> document = document(OUTSIDE);
        document.put("authorization_endpoint", address);

        assertThatThrownBy(() -> ProviderAddresses.read(document, issuer)).isInstanceOf(IOException.class)
                .hasMessageContaining("authorization_endpoint");
    }

    @Test
    void codesAndSecretsGoToAnHttpsIssuerByHttpsAlone() {
        IssuerSettings https = TestSettings.only("signaling.issuers", "a", "signaling.issuer.a.issuer", OUTSIDE,
                "signaling.issuer.a.audiences", "signaling", "signaling.issuer.a.client-id", "calls").issuers().get(0);
        Map<String, Object> document = document(OUTSIDE);
        document.put("token_endpoint", "http://idp.example/realms/a/token");

        assertThatThrownBy(() -> ProviderAddresses.read(document, https)).isInstanceOf(IOException.class)
                .hasMessageContaining("its token_endpoint is http://idp.example/realms/a/token");
    }

    @Test
    void parametersGoBehindTheQueryThatIsThere() throws IOException {
        Map<String, Object> document = document(OUTSIDE);
        document.put("authorization_endpoint", "https://idp.example/auth?p=1");

        assertThat(new Parameters().with("a b", "c&d").with("e", "ä")
                .behind(ProviderAddresses.read(document, issuer).authorization()))
                .isEqualTo("https://idp.example/auth?p=1&a+b=c%26d&e=%C3%A4");
    }
}
