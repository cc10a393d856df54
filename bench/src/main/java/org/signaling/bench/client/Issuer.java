package org.signaling.bench.client;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ExecutorService;
import java.util.stream.IntStream;

/** An OpenID provider for the load: discovery, one RSA key, and tokens that hold for a day. For all threads. */
public final class Issuer implements AutoCloseable {

    /** The audience of its tokens. */
    public static final String AUDIENCE = "signaling";
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final HttpServer server;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final PrivateKey key;
    private final ConcurrentHashMap<Integer, String> tokens = new ConcurrentHashMap<>();

    /** Starts on a free port. */
    public Issuer() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2_048);
            KeyPair pair = generator.generateKeyPair();
            key = pair.getPrivate();
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
            server.setExecutor(thread);
            answer("/.well-known/openid-configuration",
                    "{\"issuer\":\"" + issuer() + "\",\"jwks_uri\":\"" + issuer() + "/keys\"}");
            RSAPublicKey open = (RSAPublicKey) pair.getPublic();
            answer("/keys", "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"bench\",\"alg\":\"RS256\",\"use\":\"sig\",\"n\":\""
                    + BASE64.encodeToString(unsigned(open.getModulus().toByteArray())) + "\",\"e\":\""
                    + BASE64.encodeToString(unsigned(open.getPublicExponent().toByteArray())) + "\"}]}");
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] unsigned(byte[] number) {
        return number[0] == 0 ? java.util.Arrays.copyOfRange(number, 1, number.length) : number;
    }

    private void answer(String path, String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        server.createContext(path, exchange -> {
            try (exchange) {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
    }

    /** The {@code iss} of its tokens. */
    public String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The token of a user, {@code u} and the number being the subject. */
    public String token(int user) {
        return tokens.computeIfAbsent(user, this::sign);
    }

    /** Signs the tokens of these many users, before any clock runs. */
    public void mint(int users) {
        IntStream.range(0, users).parallel().forEach(this::token);
    }

    private String sign(int user) {
        try {
            long now = Instant.now().getEpochSecond();
            String text = encode("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"bench\"}") + "."
                    + encode("{\"iss\":\"" + issuer() + "\",\"sub\":\"u" + user + "\",\"aud\":\"" + AUDIENCE
                            + "\",\"iat\":" + now + ",\"exp\":" + (now + 86_400)
                            + ",\"preferred_username\":\"user " + user + "\"}");
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return text + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(String json) {
        return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.stop(0);
        thread.shutdown();
    }
}
