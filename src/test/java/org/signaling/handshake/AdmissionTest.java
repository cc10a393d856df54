package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.websocket.server.HandshakeRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.signaling.handshake.TokenRejected.Reason;
import org.signaling.settings.Settings;
import org.signaling.testing.Fake;
import org.signaling.testing.LogLines;
import org.signaling.testing.SigningKey;
import org.signaling.testing.TestIssuer;
import org.signaling.testing.TestSettings;

/** What an operator sees of handshakes, and does about them. */
class AdmissionTest {

    private final TestIssuer issuer = TestIssuer.start(0, "/a", SigningKey.ec("key"));
    private final Admission admission = new Admission(TestSettings.trusting(issuer, Map.of()));

    @AfterEach
    void close() {
        admission.close();
        issuer.close();
    }

    private void refuses(Reason reason, String query) {
        assertThatExceptionOfType(TokenRejected.class).isThrownBy(() -> admission.admit(name -> List.of(), query))
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }

    @Test
    void handshakesAreCountedByTheirOutcome() throws Exception {
        refuses(Reason.MISSING, null);
        refuses(Reason.MALFORMED, "oidc=x");
        admission.admit(name -> List.of(), "oidc=" + issuer.token("bob", "Bob"));

        assertThat(admission.admitted()).isEqualTo(1);
        assertThat(admission.refused(Reason.MISSING)).isEqualTo(1);
        assertThat(admission.refused(Reason.MALFORMED)).isEqualTo(1);
        assertThat(admission.refused(Reason.EXPIRED)).isZero();
    }

    @Test
    void aDrainingServerLooksAtNoToken() throws Exception {
        admission.drain(true);
        refuses(Reason.DRAINING, "oidc=" + issuer.token("bob", "Bob"));
        refuses(Reason.DRAINING, null);
        assertThat(issuer.keyFetches()).isZero();

        admission.drain(false);

        assertThat(admission.admit(name -> List.of(), "oidc=" + issuer.token("bob", "Bob"))).isNotNull();
    }

    @Test
    void anOverloadedServerLooksAtNoTokenAndSaysWhenToComeAgain() throws Exception {
        admission.shed(true);
        assertThatExceptionOfType(TokenRejected.class)
                .isThrownBy(() -> admission.admit(name -> List.of(), "oidc=" + issuer.token("bob", "Bob")))
                .satisfies(refusal -> {
                    assertThat(refusal.reason()).isEqualTo(Reason.OVERLOADED);
                    assertThat(refusal.reason().status()).isEqualTo(503);
                    assertThat(refusal.retryAfter()).contains(5);
                });
        assertThat(issuer.keyFetches()).isZero();

        admission.shed(false);

        assertThat(admission.admit(name -> List.of(), "oidc=" + issuer.token("bob", "Bob"))).isNotNull();
    }

    @Test
    void aUserWhoConnectsTooOftenIsToldToWaitAndNobodyElseIs() throws Exception {
        Settings settings = TestSettings.only("signaling.issuers", "a", "signaling.issuer.a.issuer", issuer.issuer(),
                "signaling.issuer.a.audiences", TestIssuer.AUDIENCE, "signaling.limit.connects-per-minute", "2");
        Admission strict = new Admission(settings);
        String eve = "oidc=" + issuer.token("eve", "Eve");
        strict.admit(name -> List.of(), eve);
        strict.admit(name -> List.of(), eve);

        assertThatExceptionOfType(TokenRejected.class).isThrownBy(() -> strict.admit(name -> List.of(), eve))
                .satisfies(refusal -> {
                    assertThat(refusal.reason()).isEqualTo(Reason.TOO_MANY_CONNECTS);
                    assertThat(refusal.reason().status()).isEqualTo(429);
                    assertThat(refusal.retryAfter()).contains(10);
                });
        assertThat(strict.admit(name -> List.of(), "oidc=" + issuer.token("bob", "Bob"))).isNotNull();
        strict.close();
    }

    @Test
    void fetchesOfKeysAreCounted() {
        IssuerKeys keys = admission.issuers().all().iterator().next();
        assertThat(keys.usable()).isFalse();
        keys.refresh().join();
        issuer.fail();
        keys.refresh().join();

        assertThat(keys.usable()).isTrue();
        assertThat(keys.fetches()).isEqualTo(2);
        assertThat(keys.failures()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "4bf92f3577b34da6a3ce929d0e0e4736", "A.b_c-9"})
    void aShortAndPlainRequestIdIsKept(String id) {
        assertThat(RequestId.of(List.of(id))).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\nforged line", "\u001b[2J", "{0}", "\u00fc",
        "12345678901234567890123456789012345678901234567890123456789012345"})
    void anyOtherRequestIdIsReplaced(String id) {
        assertThat(RequestId.of(List.of(id))).matches("[0-9a-f]{16}");
        assertThat(RequestId.of(List.of())).matches("[0-9a-f]{16}");
        assertThat(RequestId.of(List.of("a", "b"))).matches("[0-9a-f]{16}");
    }

    @Test
    void whereTheFilterDidNotRunTheConfiguratorTakesTheRequestsIdAndLogsARefusal() {
        Map<String, Object> properties = new HashMap<>();
        HandshakeRequest good = request("oidc=" + issuer.token("bob", "Bob"));
        HandshakeRequest bad = request("oidc=x");

        List<String> lines = LogLines.of(HandshakeConfigurator.class, () -> {
            HandshakeConfigurator.handOver(good, properties, () -> admission);
            assertThat(((Caller) properties.get(HandshakeConfigurator.CALLER)).requestId()).isEqualTo("proxy-1");
            HandshakeConfigurator.handOver(bad, properties, () -> admission);
        });

        assertThat(lines).singleElement().asString().startsWith("refused request=proxy-1 status=401 reason=MALFORMED");
    }

    private static HandshakeRequest request(String query) {
        return Fake.of(HandshakeRequest.class, (name, arguments) -> switch (name) {
            case "getUserPrincipal" -> null;
            case "getHeaders" -> Map.of("x-request-id", List.of("proxy-1"));
            case "getQueryString" -> query;
            default -> throw new UnsupportedOperationException(name);
        });
    }
}
