package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.server.HandshakeRequest;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.signaling.testing.LogLines;
import org.signaling.testing.ManualClock;
import org.signaling.testing.TestIssuer;
import org.signaling.testing.TestSettings;

/** The filter and the Configurator, with requests that are not a server's. */
class HandshakeTest {

    private static TestIssuer issuer;
    private static Admission admission;

    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, Object> attributes = new HashMap<>();
    private final Map<String, String> answer = new HashMap<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private String method = "GET";
    private String path = "/";
    private String query;
    private Map<String, String[]> parameters = Map.of();
    private HttpServletRequest passedOn;
    private Runnable behind = () -> {
        // most requests end well
    };

    @BeforeAll
    static void start() {
        issuer = TestIssuer.start(0, "/realms/a");
        admission = new Admission(TestSettings.trusting(issuer, Map.of()), new ManualClock());
        admission.warm();
    }

    @AfterAll
    static void stop() {
        admission.close();
        issuer.close();
    }

    private HandshakeTest upgrade() {
        headers.put("Upgrade", List.of("WebSocket"));
        headers.put("Host", List.of("rtc.example"));
        headers.put("Connection", List.of("keep-alive, Upgrade"));
        headers.put("Sec-WebSocket-Version", List.of("13"));
        headers.put("Sec-WebSocket-Key", List.of("dGhlIHNhbXBsZSBub25jZQ=="));
        return this;
    }

    private HandshakeTest with(String name, String value) {
        headers.put(name, List.of(value));
        return this;
    }

    private void filter() throws Exception {
        filter(admission);
    }

    private void filter(Admission deciding) throws Exception {
        HttpServletRequest request = fake(HttpServletRequest.class, (name, arguments) -> switch (name) {
            case "getMethod" -> method;
            case "getContextPath" -> "/rtc";
            case "getRequestURI" -> "/rtc" + path;
            case "getRemoteAddr" -> "192.0.2.1";
            case "getQueryString" -> query;
            case "getParameterMap" -> parameters;
            case "getSession" -> {
                assertThat(arguments).as("asked for one that is there").containsExactly(false);
                yield null;
            }
            case "getAttribute" -> attributes.get(arguments[0]);
            case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
            case "getHeader" -> headers.containsKey(arguments[0]) ? headers.get(arguments[0]).get(0) : null;
            case "getHeaderNames" -> Collections.enumeration(headers.keySet());
            case "getHeaders" -> Collections.enumeration(headers.getOrDefault((String) arguments[0], List.of()));
            default -> throw new UnsupportedOperationException(name);
        });
        HttpServletResponse response = fake(HttpServletResponse.class, (name, arguments) -> switch (name) {
            case "setHeader", "setIntHeader" -> answer.put((String) arguments[0], arguments[1].toString());
            case "addHeader" -> answer.merge((String) arguments[0], (String) arguments[1], (a, b) -> a + ", " + b);
            case "setStatus" -> answer.put("status", arguments[0].toString());
            case "setContentType" -> answer.put("Content-Type", (String) arguments[0]);
            case "setContentLength" -> answer.put("Content-Length", arguments[0].toString());
            case "getOutputStream" -> new Output(body);
            default -> throw new UnsupportedOperationException(name);
        });
        new HandshakeFilter(deciding).doFilter(request, response,
                (passed, unused) -> {
                    behind.run();
                    passedOn = (HttpServletRequest) passed;
                });
    }

    private interface Answers {
        Object answer(String method, Object[] arguments);
    }

    private static <T> T fake(Class<T> type, Answers answers) {
        Class<?>[] types = {type};
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), types, (proxy, called, arguments) -> {
            Object result = answers.answer(called.getName(), arguments);
            return called.getReturnType() == void.class ? null : result;
        }));
    }

    private static final class Output extends ServletOutputStream {
        private final ByteArrayOutputStream bytes;

        Output(ByteArrayOutputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public void write(int b) {
            bytes.write(b);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException();
        }
    }

    private HandshakeRequest handshake(Principal principal) {
        Map<String, List<String>> exact = new HashMap<>();
        headers.forEach((name, values) -> exact.put(name.toLowerCase(Locale.ROOT), values));
        return fake(HandshakeRequest.class, (name, arguments) -> switch (name) {
            case "getUserPrincipal" -> principal;
            case "getHeaders" -> exact;
            case "getQueryString" -> query;
            default -> throw new UnsupportedOperationException(name);
        });
    }

    private String bodyText() {
        return body.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aGoodTokenGoesOnAsThePrincipal() throws Exception {
        upgrade().with("Authorization", "Bearer " + issuer.token("bob", "Bob")).with("X-Request-Id", "proxy-1")
                .filter();

        assertThat(answer).isEmpty();
        assertThat(passedOn.getUserPrincipal()).isInstanceOfSatisfying(SignalingToken.class, token -> {
            assertThat(token.getSubject()).isEqualTo("bob");
            assertThat(token.getName()).isEqualTo("Bob");
            assertThat(token.caller().requestId()).isEqualTo("proxy-1");
        });
    }

    @Test
    void aRequestThatTheServerServesOnceMoreGoesNowhere() throws Exception {
        upgrade().with("Authorization", "Bearer " + issuer.token("bob", "Bob")).filter();
        passedOn = null;

        filter();

        assertThat(passedOn).isNull();
        assertThat(answer).isEmpty();
    }

    @Test
    void noTokenIsAnsweredWithABareChallenge() throws Exception {
        upgrade().filter();

        assertThat(passedOn).isNull();
        assertThat(answer).containsEntry("status", "401").containsEntry("WWW-Authenticate", "Bearer")
                .containsEntry("Cache-Control", "no-store").containsEntry("Content-Type", "application/json")
                .containsEntry("Content-Length", "" + body.size());
        assertThat(bodyText()).startsWith("{\"error\":\"missing\",");
    }

    @Test
    void aBadTokenIsAnsweredWithTheReasonAndIsNotLogged() throws Exception {
        query = "oidc=" + issuer.builder().claim("iss", "https://evil.example\n").build();
        List<String> lines = LogLines.of(HandshakeFilter.class, () -> assertThatCode(
                () -> upgrade().with("X-Request-Id", "proxy-1").filter()).doesNotThrowAnyException());

        assertThat(answer).containsEntry("status", "401").doesNotContainKey("Retry-After");
        assertThat(answer.get("WWW-Authenticate")).startsWith("Bearer error=\"invalid_token\"");
        assertThat(bodyText()).startsWith("{\"error\":\"invalid_token\"").doesNotContain("evil");
        assertThat(lines).containsExactly(
                "refused request=proxy-1 from=192.0.2.1 status=401 reason=UNKNOWN_ISSUER: iss is https://evil.example?");
        assertThat(answer).containsEntry("X-Request-Id", "proxy-1");
    }

    @Test
    void theTokenOfTheQueryGoesNoFurther() throws Exception {
        String token = issuer.token("bob", "Bob");
        query = "lang=de&oidc=" + token + "&oidc=&x=oidc";
        parameters = Map.of("lang", new String[]{"de"}, "oidc", new String[]{token}, "x", new String[]{"oidc"});
        upgrade().filter();

        assertThat(passedOn.getQueryString()).isEqualTo("lang=de&x=oidc");
        assertThat(Collections.list(passedOn.getParameterNames())).containsExactlyInAnyOrder("lang", "x");
        assertThat(passedOn.getParameter("oidc")).isNull();
        assertThat(passedOn.getParameterValues("oidc")).isNull();
        assertThat(passedOn.getParameter("lang")).isEqualTo("de");

        query = "oidc=" + token;
        upgrade().filter();
        assertThat(passedOn.getQueryString()).isNull();
    }

    @Test
    void theTokenOfAHeaderGoesNoFurther() throws Exception {
        String token = issuer.token("bob", "Bob");
        upgrade().with("Authorization", "Bearer " + token)
                .with("cookie", "a=b; oidc=" + token + ";__Host-oidc=" + token + ";c=d")
                .with("Sec-WebSocket-Protocol", "signaling.token." + token).filter();

        assertThat(Collections.list(passedOn.getHeaderNames())).containsExactlyInAnyOrder("Upgrade", "Host",
                "Connection", "Sec-WebSocket-Key", "Sec-WebSocket-Version", "cookie");
        assertThat(passedOn.getHeader("Upgrade")).isEqualTo("WebSocket");
        assertThat(passedOn.getHeader("authorization")).isNull();
        assertThat(Collections.list(passedOn.getHeaders("Cookie"))).containsExactly("a=b; c=d");
        assertThat(passedOn.getHeaders("Authorization").hasMoreElements()).isFalse();

        headers.put("Sec-WebSocket-Protocol",
                List.of("signaling.presence.v1,signaling.token." + token, "signaling.v1"));
        attributes.clear();
        filter();
        assertThat(Collections.list(passedOn.getHeaders("Sec-WebSocket-Protocol")))
                .containsExactly("signaling.presence.v1, signaling.v1");
    }

    @Test
    void noHttpSessionIsMadeForASocket() throws Exception {
        query = "oidc=" + issuer.token("bob", "Bob");
        upgrade().filter();

        assertThat(passedOn.getSession()).isNull();
    }

    @Test
    void theSubprotocolIsTheFirstOfOursThatIsOfferedAndNeverAToken() {
        HandshakeConfigurator configurator = new HandshakeConfigurator();
        List<String> ours = List.of("signaling.presence.v1", "signaling.v1");

        assertThat(configurator.getNegotiatedSubprotocol(ours, List.of("signaling.token.x", "signaling.v1")))
                .isEqualTo("signaling.v1");
        assertThat(configurator.getNegotiatedSubprotocol(ours, List.of("signaling.v1", "signaling.presence.v1")))
                .isEqualTo("signaling.presence.v1");
        assertThat(configurator.getNegotiatedSubprotocol(ours, List.of("signaling.token.x", "chat"))).isEmpty();
    }

    @Test
    void aStrangePageIsForbidden() throws Exception {
        upgrade().with("Cookie", "oidc=" + issuer.token("bob", "Bob")).with("Origin", "https://evil.example").filter();

        assertThat(answer).containsEntry("status", "403").doesNotContainKey("WWW-Authenticate");
        assertThat(bodyText()).startsWith("{\"error\":\"origin_refused\"");
    }

    @Test
    void anIssuerOutOfReachInvitesToTryAgain() throws Exception {
        try (TestIssuer down = TestIssuer.start(0, "/down")) {
            down.fail();
            Admission cold = new Admission(TestSettings.trusting(down, Map.of()), new ManualClock());
            upgrade().with("Authorization", "Bearer " + down.token("bob", "Bob")).filter(cold);
            cold.close();
        }

        assertThat(answer).containsEntry("status", "503").containsEntry("Retry-After", "5");
    }

    @Test
    void aRequestWithoutUpgradeIsSentToThePageAndToldHowToConnect() throws Exception {
        filter();

        assertThat(answer).containsEntry("status", "302").containsEntry("Location", "/rtc/app/")
                .containsEntry("Content-Type", "text/plain");
        assertThat(bodyText()).contains("connect with a WebSocket");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "HEAD", "OPTIONS", "DELETE"})
    void otherMethodsAreNotAllowed(String other) throws Exception {
        method = other;
        upgrade().filter();

        assertThat(answer).containsEntry("status", "405").containsEntry("Allow", "GET");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/app/", "/health", "/index.html", "//"})
    void otherPathsGoOnUntouched(String other) throws Exception {
        path = other;
        filter();

        assertThat(passedOn).isNotNull();
        assertThat(Proxy.isProxyClass(passedOn.getClass())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/app/", "//", "///", "/signaling"})
    void aHandshakeForAnotherPathGoesNowhere(String other) throws Exception {
        path = other;
        upgrade().with("Authorization", "Bearer " + issuer.token("bob", "Bob")).filter();

        assertThat(passedOn).isNull();
        assertThat(answer).containsEntry("status", "400");
    }

    @ParameterizedTest
    @CsvSource({"Connection, keep-alive", "Connection, close", "Sec-WebSocket-Version, 8", "Sec-WebSocket-Version, ''"})
    void aHandshakeThatIsNoneIsToldWhatItTakesHoweverGoodItsToken(String header, String value) throws Exception {
        upgrade().with("Authorization", "Bearer " + issuer.token("bob", "Bob")).with(header, value).filter();

        assertThat(passedOn).isNull();
        assertThat(answer).containsEntry("status", "426").containsEntry("Upgrade", "websocket")
                .containsEntry("Sec-WebSocket-Version", "13");
    }

    @Test
    void aHandshakeWithoutAKeyIsNone() throws Exception {
        upgrade().with("Authorization", "Bearer " + issuer.token("bob", "Bob"));
        headers.remove("Sec-WebSocket-Key");
        filter();

        assertThat(passedOn).isNull();
        assertThat(answer).containsEntry("status", "426");
    }

    @Test
    void whatARequestFailsWithIsInTheLog() {
        path = "/app/";
        behind = () -> {
            throw new IllegalStateException("no page today");
        };

        List<String> lines = LogLines.of(HandshakeFilter.class, () -> assertThatCode(this::filter)
                .isInstanceOf(IllegalStateException.class));

        assertThat(lines).anySatisfy(line -> assertThat(line).contains("a request failed"));
    }

    @Test
    void whatIsNoHandshakeIsCounted() throws Exception {
        path = "//";
        upgrade().filter();
        path = "/";
        headers.remove("Sec-WebSocket-Key");
        filter();

        assertThat(admission.refused(TokenRejected.Reason.NO_HANDSHAKE)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/;jsessionid=1"})
    void allFormsOfTheSocketsPathAreGuarded(String form) throws Exception {
        path = form;
        upgrade().filter();

        assertThat(answer).containsEntry("status", "401");
    }

    @Test
    void theConfiguratorTakesTheFiltersTokenWithoutASecondLook() throws Exception {
        SignalingToken token = admission.admit(name -> List.of("Bearer " + issuer.token("bob", "Bob")).subList(0,
                name.equals("Authorization") ? 1 : 0), null);
        Map<String, Object> properties = new HashMap<>();

        HandshakeConfigurator.handOver(handshake(token), properties, () -> {
            throw new AssertionError("asked again");
        });

        assertThat(properties).containsOnly(Map.entry(HandshakeConfigurator.CALLER, token.caller()));
    }

    @Test
    void theConfiguratorVerifiesItselfWhereTheFilterDidNotRun() {
        Map<String, Object> properties = new HashMap<>();
        with("Cookie", "oidc=" + issuer.token("bob", "Bob")).with("Host", "rtc.example").with("Origin",
                "https://rtc.example");

        HandshakeConfigurator.handOver(handshake(() -> "somebody else's principal"), properties, () -> admission);

        assertThat(properties.get(HandshakeConfigurator.CALLER)).isInstanceOfSatisfying(Caller.class,
                caller -> assertThat(caller.user().id().subject()).isEqualTo("bob"));
    }

    @Test
    void theConfiguratorHandsOverNobodyWhenItRefuses() {
        Map<String, Object> properties = new HashMap<>(Map.of(HandshakeConfigurator.CALLER, "the one before"));

        HandshakeConfigurator.handOver(handshake(null), properties, () -> admission);

        assertThat(properties).isEmpty();
    }
}
