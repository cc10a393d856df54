package org.signaling.testing;

import com.nimbusds.jose.util.JSONObjectUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * A {@link TestIssuer} that one can sign in at: its token endpoint gives tokens for codes, as strictly as a real one
 * does. Its part in the browser is played by {@link #signIn}. For all threads.
 */
public final class TestProvider implements AutoCloseable {

    /** The id of the one client. */
    public static final String CLIENT = "calls";

    private static final AtomicInteger KID = new AtomicInteger();

    private final TestIssuer issuer = TestIssuer.start(0, "/realms/test",
            SigningKey.ec("key-" + KID.incrementAndGet()));
    private final HttpServer server;
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private final Map<String, Object> document = new ConcurrentHashMap<>();
    private final AtomicInteger number = new AtomicInteger();
    /** The one refresh token that is good; the code flow gives it, and each renewal another one. */
    private volatile String refreshToken;
    private volatile HttpHandler answer = this::tokens;
    private volatile UnaryOperator<TokenBuilder> accessToken = token -> token;
    private volatile UnaryOperator<TokenBuilder> idToken = token -> token;
    private volatile String padding = "";
    private volatile Map<String, String> lastForm;
    private volatile String redirectUri;
    private final List<String> codesSeen = new CopyOnWriteArrayList<>();
    private volatile String lastAuthorization;

    /** Starts it on this machine's loopback address. */
    public TestProvider() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/token", exchange -> answer.handle(exchange));
        server.start();
        document.put("issuer", issuer.issuer());
        document.put("jwks_uri", issuer.keysAddress());
        document.put("authorization_endpoint", issuer.issuer() + "/authorize");
        document.put("token_endpoint", "http://127.0.0.1:" + server.getAddress().getPort() + "/token");
        document.put("end_session_endpoint", issuer.issuer() + "/logout");
        issuer.answerDiscovery(exchange -> TestIssuer.json(exchange, JSONObjectUtils.toJSONString(document)));
    }

    /** The issuer of the tokens. */
    public TestIssuer issuer() {
        return issuer;
    }

    /** Announces something else in discovery; null takes a member away. */
    public void announce(String name, Object value) {
        if (value == null) {
            document.remove(name);
        } else {
            document.put(name, value);
        }
    }

    /** Changes the access tokens. */
    public void accessToken(UnaryOperator<TokenBuilder> change) {
        accessToken = change;
    }

    /** Changes the ID tokens. */
    public void idToken(UnaryOperator<TokenBuilder> change) {
        idToken = change;
    }

    /** Has the token endpoint answer this way. */
    public void answer(HttpHandler other) {
        answer = other;
    }

    /** Has the token endpoint answer as it should. This is how it starts. */
    public void work() {
        answer = this::tokens;
    }

    /** The form that the token endpoint got last. */
    public Map<String, String> lastForm() {
        return lastForm;
    }

    /** The header {@code Authorization} that the token endpoint got last; null if there was none. */
    public String lastAuthorization() {
        return lastAuthorization;
    }

    /** Leads browsers back to this address alone from now on, as a client's entry at a provider says. */
    public void register(String onlyRedirectUri) {
        redirectUri = onlyRedirectUri;
    }

    /** The codes that came to the token endpoint, in order. */
    public List<String> codesSeen() {
        return List.copyOf(codesSeen);
    }

    /**
     * Alice's browser comes to the authorization endpoint; she signs in, and this is the code. Null where the browser is to
     * be led back to an address that is not registered.
     */
    public String signIn(String authorizationAddress) {
        Map<String, String> query = decode(URI.create(authorizationAddress).getRawQuery());
        if (redirectUri != null && !redirectUri.equals(query.get("redirect_uri"))) {
            return null;
        }
        String code = "code-" + number.incrementAndGet();
        codes.put(code, query);
        return code;
    }

    /** Has the authorization endpoint be a page that signs in whoever comes as Alice, at once, and leads back. */
    public void welcomeAll() {
        String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/authorize";
        server.createContext("/authorize", exchange -> {
            try (exchange) {
                String asked = address + "?" + exchange.getRequestURI().getRawQuery();
                Map<String, String> query = decode(exchange.getRequestURI().getRawQuery());
                exchange.getResponseHeaders().set("Location", query.get("redirect_uri") + "?code=" + signIn(asked)
                        + "&state=" + URLEncoder.encode(query.get("state"), StandardCharsets.US_ASCII));
                exchange.sendResponseHeaders(302, -1);
            }
        });
        document.put("authorization_endpoint", address);
    }

    /** Ends the session: refresh tokens are good no more. */
    public void endSession() {
        refreshToken = null;
    }

    /** The refresh token that is good now; null if none. */
    public String refreshToken() {
        return refreshToken;
    }

    /** Has the next refresh token be so long. */
    public void padRefreshTokens(int length) {
        padding = "x".repeat(length);
    }

    private void tokens(HttpExchange exchange) throws IOException {
        lastForm = decode(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        lastAuthorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (lastForm.containsKey("code")) {
            codesSeen.add(lastForm.get("code"));
        }
        if ("refresh_token".equals(lastForm.get("grant_type")) && refreshToken != null
                && refreshToken.equals(lastForm.get("refresh_token"))) {
            give(exchange, null);
            return;
        }
        Map<String, String> asked = codes.remove(lastForm.getOrDefault("code", ""));
        boolean good = asked != null && "authorization_code".equals(lastForm.get("grant_type"))
                && asked.get("redirect_uri").equals(lastForm.get("redirect_uri"))
                && asked.get("code_challenge_method").equals("S256")
                && asked.get("code_challenge").equals(hash(lastForm.get("code_verifier"), 32));
        if (!good) {
            TestIssuer.send(exchange, 400, "application/json", "{\"error\":\"invalid_grant\"}");
            return;
        }
        give(exchange, asked.get("nonce"));
    }

    private void give(HttpExchange exchange, String nonce) throws IOException {
        refreshToken = "refresh-" + number.incrementAndGet() + padding;
        String access = accessToken.apply(issuer.builder()).build();
        String id = idToken.apply(issuer.builder().claim("aud", CLIENT).claim("nonce", nonce)
                .claim("at_hash", hash(access, 16))).build();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("access_token", access);
        body.put("token_type", "Bearer");
        body.put("id_token", id);
        body.put("refresh_token", refreshToken);
        TestIssuer.json(exchange, JSONObjectUtils.toJSONString(body));
    }

    private static String hash(String text, int bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The names and values of a query or a form. */
    public static Map<String, String> decode(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            String[] parts = pair.split("=", 2);
            values.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return values;
    }

    /** Stops at once. */
    @Override
    public void close() {
        server.stop(0);
        issuer.close();
    }
}
