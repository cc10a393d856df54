package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.signaling.handshake.TokenRejected.Reason;
import org.signaling.settings.Settings;
import org.signaling.testing.SigningKey;
import org.signaling.testing.TestIssuer;
import org.signaling.testing.TestSettings;
import org.signaling.testing.TokenBuilder;

/** A line for each attack: what is changed in a good token, and why it is refused. */
class HostileTokenTest {

    private static final long NOW = Instant.now().getEpochSecond();
    private static final byte[] SECRET = "a secret that somebody published".getBytes(StandardCharsets.US_ASCII);
    private static final SigningKey WEAK = SigningKey.rsa("weak", 1_024);
    private static final SigningKey ENCRYPTING = SigningKey.rsa("encrypting");
    private static final SigningKey NOT_VERIFYING = ENCRYPTING.called("not-verifying");
    private static final SigningKey OTHER_ALGORITHM = ENCRYPTING.called("other-algorithm");
    private static final SigningKey PRIVATE = ENCRYPTING.called("private");
    private static final SigningKey TWICE = ENCRYPTING.called("twice");
    private static final SigningKey STRANGER = SigningKey.rsa("stranger");
    private static final SigningKey CURVE = SigningKey.ec("curve");

    private static TestIssuer issuer;
    private static TestIssuer other;
    private static TrustedIssuers issuers;
    private static TokenVerifier verifier;

    @BeforeAll
    static void start() {
        issuer = TestIssuer.start(0, "/realms/a");
        other = TestIssuer.start(0, "/realms/b");
        other.publish(other.key().called(issuer.key().kid()), CURVE);
        Map<String, Object> secret = Map.of("kty", "oct", "kid", "secret", "k", TokenBuilder.encode(SECRET));
        issuer.publish(List.of(issuer.key().publicJwk(), CURVE.publicJwk(), WEAK.publicJwk(), secret,
                with(ENCRYPTING, "use", "enc"), with(NOT_VERIFYING, "key_ops", List.of("encrypt")),
                with(OTHER_ALGORITHM, "alg", "RS512"), with(PRIVATE, "d", "AQAB"),
                TWICE.publicJwk(), STRANGER.called("twice").publicJwk()));
        Settings settings = TestSettings.only("signaling.issuers", "a,b",
                "signaling.issuer.a.issuer", issuer.issuer(), "signaling.issuer.a.audiences", TestIssuer.AUDIENCE,
                "signaling.issuer.b.issuer", other.issuer(), "signaling.issuer.b.audiences", TestIssuer.AUDIENCE,
                "signaling.issuer.b.algorithms", "ES256");
        issuers = new TrustedIssuers(settings, Clock.systemUTC());
        verifier = new TokenVerifier(issuers, settings.clockSkew(), Clock.systemUTC(), 100);
    }

    private static Map<String, Object> with(SigningKey key, String name, Object value) {
        Map<String, Object> jwk = key.publicJwk();
        jwk.put(name, value);
        return jwk;
    }

    @AfterAll
    static void stop() {
        issuers.close();
        issuer.close();
        other.close();
    }

    static Stream<Arguments> attacks() {
        return Stream.of(
                attack("alg none", Reason.ALGORITHM_NOT_ALLOWED, t -> unsigned(t, "none")),
                attack("alg None", Reason.ALGORITHM_NOT_ALLOWED, t -> unsigned(t, "None")),
                attack("alg NONE", Reason.ALGORITHM_NOT_ALLOWED, t -> unsigned(t, "NONE")),
                attack("alg nOnE", Reason.ALGORITHM_NOT_ALLOWED, t -> unsigned(t, "nOnE")),
                attack("alg none with a space", Reason.ALGORITHM_NOT_ALLOWED, t -> unsigned(t, "none ")),
                attack("alg rs256", Reason.ALGORITHM_NOT_ALLOWED, t -> t.header("alg", "rs256")),
                attack("no alg", Reason.ALGORITHM_NOT_ALLOWED, t -> t.header("alg", null)),
                attack("alg is a number", Reason.ALGORITHM_NOT_ALLOWED, t -> t.header("alg", 256)),
                attack("HS256 with the public key", Reason.ALGORITHM_NOT_ALLOWED, t -> t.header("alg", "HS256")
                        .signBy(in -> hmac(in, issuer.key().pair().getPublic().getEncoded()))),
                attack("HS256 with the public key's PEM", Reason.ALGORITHM_NOT_ALLOWED, t -> t.header("alg", "HS256")
                        .signBy(in -> hmac(in, pem(issuer.key())))),
                attack("HS512", Reason.ALGORITHM_NOT_ALLOWED,
                        t -> t.header("alg", "HS512").signBy(in -> hmac(in, SECRET))),
                attack("HS256 with a published secret", Reason.ALGORITHM_NOT_ALLOWED, t -> t.header("alg", "HS256")
                        .header("kid", "secret").signBy(in -> hmac(in, SECRET))),
                attack("an algorithm that only others may use", Reason.ALGORITHM_NOT_ALLOWED,
                        t -> t.claim("iss", other.issuer())),
                attack("RS256 under the kid of a curve", Reason.UNKNOWN_KEY, t -> t.header("kid", "curve")),
                attack("ES256 with zeros", Reason.BAD_SIGNATURE,
                        t -> t.signWith(CURVE).signBy(in -> new byte[64])),
                attack("no signature", Reason.BAD_SIGNATURE, t -> t.signBy(in -> new byte[0])),
                attack("a signature of another token", Reason.BAD_SIGNATURE,
                        t -> t.signBy(in -> issuer.key().sign(new byte[]{1}))),
                attack("a stranger's key under a known kid", Reason.BAD_SIGNATURE,
                        t -> t.signWith(STRANGER.called(issuer.key().kid()))),
                attack("another issuer's key under the same kid", Reason.BAD_SIGNATURE,
                        t -> t.signWith(other.key().called(issuer.key().kid()))),
                attack("a key that nobody published", Reason.UNKNOWN_KEY, t -> t.signWith(STRANGER)),
                attack("a weak RSA key", Reason.UNKNOWN_KEY, t -> t.signWith(WEAK)),
                attack("a key for encryption", Reason.UNKNOWN_KEY, t -> t.signWith(ENCRYPTING)),
                attack("a key that may not verify", Reason.UNKNOWN_KEY, t -> t.signWith(NOT_VERIFYING)),
                attack("a key for another algorithm", Reason.UNKNOWN_KEY, t -> t.signWith(OTHER_ALGORITHM)),
                attack("a published private key", Reason.UNKNOWN_KEY, t -> t.signWith(PRIVATE)),
                attack("none of two keys of one id", Reason.BAD_SIGNATURE,
                        t -> t.signWith(other.key().called("twice"))),
                attack("kid is a number", Reason.MALFORMED, t -> t.header("kid", 1)),
                attack("unknown crit", Reason.MALFORMED, t -> t.header("crit", List.of("exp")).header("exp", NOW)),
                attack("crit is empty", Reason.MALFORMED, t -> t.header("crit", List.of())),
                attack("b64 is false", Reason.MALFORMED, t -> t.header("b64", false).header("crit", List.of("b64"))),
                attack("compressed", Reason.MALFORMED, t -> t.header("zip", "DEF")),
                attack("nested", Reason.MALFORMED, t -> t.header("cty", "JWT")),
                attack("a token in a token", Reason.MALFORMED,
                        t -> t.rawClaims(json -> issuer.token("alice", "Alice"))),
                attack("a token in quotes", Reason.MALFORMED,
                        t -> t.rawClaims(json -> "\"" + issuer.token("alice", "Alice") + "\"")),
                attack("a header of a JWE", Reason.ALGORITHM_NOT_ALLOWED,
                        t -> t.header("alg", "RSA-OAEP-256").header("enc", "A256GCM")),
                attack("enc beside a true signature", Reason.MALFORMED, t -> t.header("enc", "A256GCM")),
                attack("another typ", Reason.MALFORMED, t -> t.header("typ", "logout+jwt")),
                attack("typ is null", Reason.MALFORMED, t -> t.rawHeader(json -> json.replace("\"JWT\"", "null"))),
                attack("a member twice in the header", Reason.MALFORMED,
                        t -> t.rawHeader(json -> json.replace("{", "{\"alg\":\"none\","))),
                attack("a claim twice", Reason.MALFORMED,
                        t -> t.rawClaims(json -> json.replace("{", "{\"sub\":\"mallory\","))),
                attack("a claim twice, once escaped", Reason.MALFORMED,
                        t -> t.rawClaims(json -> json.replace("{", "{\"\\u0073ub\":\"mallory\","))),
                attack("a member twice deep inside", Reason.MALFORMED,
                        t -> t.rawClaims(json -> json.replace("{", "{\"x\":[{\"y\":1,\"y\":2}],"))),
                attack("deep claims", Reason.MALFORMED, t -> t.rawClaims(
                        json -> json.replace("{", "{\"x\":" + "[".repeat(500) + "]".repeat(500) + ","))),
                attack("a deep header", Reason.MALFORMED, t -> t.rawHeader(
                        json -> json.replace("{", "{\"x\":" + "[".repeat(17) + "]".repeat(17) + ","))),
                attack("longer than 16 KB", Reason.TOO_LARGE, t -> t.claim("x", "y".repeat(12_288))),
                attack("claims are a list", Reason.MALFORMED, t -> t.rawClaims(json -> "[" + json + "]")),
                attack("claims are null", Reason.MALFORMED, t -> t.rawClaims(json -> "null")),
                attack("text after the claims", Reason.MALFORMED, t -> t.rawClaims(json -> json + "{}")),
                attack("single quotes", Reason.MALFORMED, t -> t.rawClaims(json -> json.replace('"', '\''))),
                attack("a comment", Reason.MALFORMED, t -> t.rawClaims(json -> json.replace("{", "{/**/"))),
                attack("a byte order mark", Reason.MALFORMED, t -> t.rawClaims(json -> "\ufeff" + json)),
                attack("bytes that are no UTF-8", Reason.MALFORMED, t -> t.rawClaims(
                        t.claim("sub", "al\u00ffce").claimsText().getBytes(StandardCharsets.ISO_8859_1))),
                attack("a header that is no UTF-8", Reason.MALFORMED, t -> t.rawHeader(
                        "{\"alg\":\"RS256\",\"x\":\"\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1))),
                attack("UTF-8 longer than it need be", Reason.MALFORMED,
                        t -> t.rawClaims(t.claim("sub", "al\u00c1\u00a1ce")
                                .claimsText().getBytes(StandardCharsets.ISO_8859_1))),
                attack("UTF-16", Reason.MALFORMED,
                        t -> t.rawClaims(t.claimsText().getBytes(StandardCharsets.UTF_16LE))),
                attack("half a character", Reason.MALFORMED,
                        t -> t.rawClaims(json -> json.replace("alice", "\\ud800"))),
                attack("no iss", Reason.MALFORMED, t -> t.claim("iss", null)),
                attack("iss is a list", Reason.MALFORMED, t -> t.claim("iss", List.of(issuer.issuer()))),
                attack("iss with a slash more", Reason.UNKNOWN_ISSUER, t -> t.claim("iss", issuer.issuer() + "/")),
                attack("iss in another case", Reason.UNKNOWN_ISSUER,
                        t -> t.claim("iss", issuer.issuer().replace("realms", "Realms"))),
                attack("no sub", Reason.MALFORMED, t -> t.claim("sub", null)),
                attack("sub is empty", Reason.MALFORMED, t -> t.claim("sub", "")),
                attack("sub is a number", Reason.MALFORMED, t -> t.claim("sub", 17)),
                attack("sub is a list", Reason.MALFORMED, t -> t.claim("sub", List.of("alice"))),
                attack("sub is null", Reason.MALFORMED,
                        t -> t.claim("sub", null).rawClaims(json -> json.replace("{", "{\"sub\":null,"))),
                attack("sub is an object", Reason.MALFORMED, t -> t.claim("sub", Map.of("id", "alice"))),
                attack("no aud", Reason.WRONG_AUDIENCE, t -> t.claim("aud", null)),
                attack("another aud", Reason.WRONG_AUDIENCE, t -> t.claim("aud", List.of("files", "Signaling"))),
                attack("aud is an empty list", Reason.WRONG_AUDIENCE, t -> t.claim("aud", List.of())),
                attack("aud has a number", Reason.MALFORMED, t -> t.claim("aud", List.of("signaling", 1))),
                attack("aud is an object", Reason.MALFORMED, t -> t.claim("aud", Map.of("signaling", true))),
                attack("no exp", Reason.MALFORMED, t -> t.claim("exp", null)),
                attack("exp is text", Reason.MALFORMED, t -> t.claim("exp", "" + (NOW + 300))),
                attack("exp is 1e300", Reason.MALFORMED, t -> exp(t, "1e300")),
                attack("exp is 1e999", Reason.MALFORMED, t -> exp(t, "1e999")),
                attack("exp is a large integer", Reason.MALFORMED, t -> exp(t, "9223372036854775808")),
                attack("exp is negative", Reason.MALFORMED, t -> exp(t, "-1")),
                attack("exp is NaN", Reason.MALFORMED, t -> exp(t, "NaN")),
                attack("exp is null", Reason.MALFORMED, t -> exp(t, "null")),
                attack("expired", Reason.EXPIRED, t -> t.claim("exp", NOW - 31)),
                attack("nbf in the future", Reason.NOT_YET_VALID, t -> t.claim("nbf", NOW + 200)),
                attack("nbf is text", Reason.MALFORMED, t -> t.claim("nbf", "0")),
                attack("iat in the future", Reason.NOT_YET_VALID, t -> t.claim("iat", NOW + 200)),
                attack("iat in a hundred years", Reason.NOT_YET_VALID, t -> t.claim("iat", NOW + 3_155_760_000L)),
                attack("iat is a boolean", Reason.MALFORMED, t -> t.claim("iat", true)),
                text("empty", token -> ""),
                text("two parts", token -> token.substring(0, token.lastIndexOf('.'))),
                text("JWE", token -> token + ".eyJ9.eyJ9"),
                text("padding", token -> token + "=="),
                text("a plus in the signature", token -> token.substring(0, token.length() - 4) + "+AAA"),
                text("a slash in the signature", token -> token.substring(0, token.length() - 4) + "/AAA"),
                text("bits to spare in the signature", HostileTokenTest::withTrailingBit),
                text("white space", token -> token + " "),
                text("a letter outside ASCII", token -> token + "\u00e9"),
                text("only dots", token -> ".."));
    }

    private static byte[] pem(SigningKey key) {
        String base64 = Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(key.pair().getPublic().getEncoded());
        return ("-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static Arguments attack(String name, Reason reason, UnaryOperator<TokenBuilder> change) {
        return arguments(name, reason, change, UnaryOperator.<String>identity());
    }

    private static Arguments text(String name, UnaryOperator<String> change) {
        return arguments(name, Reason.MALFORMED, UnaryOperator.<TokenBuilder>identity(), change);
    }

    private static TokenBuilder unsigned(TokenBuilder token, String algorithm) {
        return token.header("alg", algorithm).signBy(in -> new byte[0]);
    }

    private static TokenBuilder exp(TokenBuilder token, String value) {
        return token.claim("exp", null).rawClaims(json -> json.replace("{", "{\"exp\":" + value + ","));
    }

    /** 256 bytes leave four bits of the last letter unused. */
    private static String withTrailingBit(String token) {
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = letters.indexOf(token.charAt(token.length() - 1));
        return token.substring(0, token.length() - 1) + letters.charAt(last + 1);
    }

    private static byte[] hmac(byte[] input, byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    void isRefused(String name, Reason reason, UnaryOperator<TokenBuilder> change, UnaryOperator<String> text) {
        String token = text.apply(change.apply(issuer.builder()).build());

        TokenRejected refusal = catchThrowableOfType(TokenRejected.class, () -> verifier.verify(token));

        assertThat(refusal).as(name).isNotNull();
        assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(reason);
        assertThat(refusal + refusal.body() + refusal.challenge()).doesNotContain("eyJ");
    }
}
