package org.signaling.testing;

import com.nimbusds.jose.util.JSONObjectUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An OpenID provider inside the test's own process: discovery, signing keys and tokens of any kind. It can rotate its
 * keys, break down and come back. For all threads.
 */
public final class TestIssuer implements AutoCloseable {

    /** The audience of its tokens. */
    public static final String AUDIENCE = "signaling";
    /** Where discovery is, below the issuer (OpenID Connect Discovery 1.0, section 4). */
    public static final String DISCOVERY = "/.well-known/openid-configuration";
    private static final String KEYS = "/keys";
    private static final AtomicInteger KID = new AtomicInteger();

    private final HttpServer server;
    private final ExecutorService threads;
    private final String path;
    private final AtomicInteger discoveryFetches = new AtomicInteger();
    private final AtomicInteger keyFetches = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile SigningKey key;
    private volatile String jwks;
    private volatile HttpHandler discoveryAnswer;
    private volatile HttpHandler keysAnswer;

    private TestIssuer(HttpServer server, String path, SigningKey key) {
        this.server = server;
        this.path = path;
        this.key = key;
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "test-issuer");
            thread.setDaemon(true);
            return thread;
        });
        work();
        publish(key);
        server.setExecutor(threads);
        server.createContext(path + DISCOVERY, exchange -> {
            discoveryFetches.incrementAndGet();
            discoveryAnswer.handle(exchange);
        });
        server.createContext(path + KEYS, exchange -> {
            keyFetches.incrementAndGet();
            keysAnswer.handle(exchange);
        });
        server.start();
    }

    /**
     * Starts an issuer on this machine's loopback address.
     *
     * @param port the port, 0 for any free one
     * @param path the path of the issuer, such as {@code /realms/test}; empty or with a slash before, none behind
     */
    public static TestIssuer start(int port, String path) {
        return start(port, path, newKey());
    }

    /** Starts an issuer that signs with this key, which spares the time to make one. */
    public static TestIssuer start(int port, String path, SigningKey key) {
        return start(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), path, key);
    }

    /** Starts an issuer at an address of this machine. */
    public static TestIssuer start(InetSocketAddress address, String path) {
        return start(address, path, newKey());
    }

    private static TestIssuer start(InetSocketAddress address, String path, SigningKey key) {
        try {
            return new TestIssuer(HttpServer.create(address, 0), path, key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The {@code iss} of its tokens, which is also its address. */
    public String issuer() {
        return "http://127.0.0.1:" + port() + path;
    }

    /** The port that it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** A good token of five minutes; without a username if that is null. */
    public String token(String subject, String username) {
        return builder().claim("sub", subject).claim("preferred_username", username).build();
    }

    /** A good token for {@code alice}, to be changed. */
    public TokenBuilder builder() {
        long now = Instant.now().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer());
        claims.put("sub", "alice");
        claims.put("aud", AUDIENCE);
        claims.put("exp", now + 300);
        claims.put("iat", now);
        claims.put("preferred_username", "Alice");
        return new TokenBuilder(key, claims);
    }

    /** A good logout token that ends {@code alice}'s session {@code s-1}, to be changed. */
    public TokenBuilder logoutToken() {
        return builder().header("typ", "logout+jwt").claim("preferred_username", null).claim("sid", "s-1")
                .claim("jti", "logout-" + KID.incrementAndGet())
                .claim("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
    }

    /** The key that signs its tokens. */
    public SigningKey key() {
        return key;
    }

    /** Signs with a new key from now on; the old one is no longer published. */
    public void rotateKeys() {
        key = newKey();
        publish(key);
    }

    private static SigningKey newKey() {
        return SigningKey.rsa("test-key-" + KID.incrementAndGet());
    }

    /** Publishes these keys. */
    public void publish(SigningKey... keys) {
        publish(Arrays.stream(keys).map(SigningKey::publicJwk).toList());
    }

    /** Publishes these JWKs, be they fit or not. */
    public void publish(List<Map<String, Object>> jwkList) {
        jwks = JSONObjectUtils.toJSONString(Map.of("keys", jwkList));
    }

    /** Answers as a provider should. This is how it starts. */
    public void work() {
        discoveryAnswer = exchange -> json(exchange,
                JSONObjectUtils.toJSONString(Map.of("issuer", issuer(), "jwks_uri", issuer() + KEYS)));
        keysAnswer = exchange -> json(exchange, jwks);
    }

    /** Answers 500 from now on. */
    public void fail() {
        answerAll(exchange -> send(exchange, 500, "text/plain", "out of order"));
    }

    /** Takes requests and answers none from now on. */
    public void hang() {
        answerAll(exchange -> {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
    }

    private void answerAll(HttpHandler answer) {
        discoveryAnswer = answer;
        keysAnswer = answer;
    }

    /** Answers requests for discovery this way. */
    public void answerDiscovery(HttpHandler answer) {
        discoveryAnswer = answer;
    }

    /** Answers requests for discovery with an issuer and an address of the keys, which this machine need not have. */
    public void announce(String issuer, String jwksUri) {
        discoveryAnswer = exchange -> json(exchange,
                JSONObjectUtils.toJSONString(Map.of("issuer", issuer, "jwks_uri", jwksUri)));
    }

    /** Answers requests for the keys this way. */
    public void answerKeys(HttpHandler answer) {
        keysAnswer = answer;
    }

    /** The address of its keys. */
    public String keysAddress() {
        return issuer() + KEYS;
    }

    /** How often discovery was asked for. */
    public int discoveryFetches() {
        return discoveryFetches.get();
    }

    /** How often the keys were asked for. */
    public int keyFetches() {
        return keyFetches.get();
    }

    /** Sends a JSON text. */
    public static void json(HttpExchange exchange, String text) throws IOException {
        send(exchange, 200, "application/json", text);
    }

    /** Sends any answer. */
    public static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        try (exchange) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** Stops at once; hanging requests are cut. */
    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
