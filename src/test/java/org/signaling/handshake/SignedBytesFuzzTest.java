package org.signaling.handshake;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.provider.MethodSource;
import org.signaling.testing.TestIssuer;

/**
 * Bytes of a fuzzer with the issuer's true signature on them: the header before the first line feed, the claims behind
 * it. Whatever is accepted must be what another strict reader finds in the same bytes.
 */
class SignedBytesFuzzTest {

    private static final ObjectMapper STRICT = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    static Stream<byte[]> examples() {
        String header = "{\"alg\":\"EdDSA\",\"kid\":\"ed\",\"typ\":\"at+jwt\"}";
        String claims = FuzzedVerifier.builder().claimsText();
        return Stream
                .of(header + "\n" + claims, header + "\n" + claims.replace("\"signaling\"", "[\"x\",\"signaling\"]"),
                        header.replace("EdDSA", "none") + "\n{}",
                        header + "\n" + claims.replace("{", "{\"groups\":[\"a\"],"))
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("examples")
    @FuzzTest
    void whatIsAcceptedIsWhatAnotherStrictReaderFinds(byte[] bytes) {
        int cut = 0;
        while (cut < bytes.length && bytes[cut] != '\n') {
            cut++;
        }
        byte[] header = Arrays.copyOf(bytes, cut);
        byte[] claims = Arrays.copyOfRange(bytes, Math.min(cut + 1, bytes.length), bytes.length);
        String text = FuzzedVerifier.builder().rawHeader(header).rawClaims(claims).signWith(FuzzedVerifier.KEY).build();
        SignalingToken token = FuzzedVerifier.verify(text);
        if (token != null) {
            check(token, header, claims);
        }
    }

    private static void check(SignalingToken token, byte[] header, byte[] claims) {
        JsonNode head = read(header);
        JsonNode body = read(claims);
        require(head.path("alg").asText().equals("EdDSA"), "alg");
        require(!head.has("crit") && !head.has("jwk") && !head.has("zip"), "crit, jwk, zip");
        require(body.path("iss").isTextual() && body.path("iss").textValue().equals(FuzzedVerifier.ISSUER.issuer()),
                "iss");
        require(body.path("sub").isTextual() && body.path("sub").textValue().equals(token.getSubject())
                && !token.getSubject().isEmpty(), "sub");
        JsonNode audience = body.path("aud");
        require(audience.asText().equals(TestIssuer.AUDIENCE) || StreamSupport.stream(audience.spliterator(), false)
                .anyMatch(each -> each.asText().equals(TestIssuer.AUDIENCE)), "aud");
        require(body.path("exp").isNumber(), "exp");
        require(token.caller().expiry().isAfter(Instant.now().minusSeconds(24 * 3_600)), "exp is past");
    }

    private static JsonNode read(byte[] utf8) {
        try {
            return STRICT.readTree(utf8);
        } catch (IOException e) {
            throw new AssertionError("accepted, though another strict reader says " + e.getMessage(), e);
        }
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }
}
