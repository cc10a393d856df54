package org.signaling.testing;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Builds one token, good or hostile. It starts as a good one; each call changes one thing. For one thread. */
public final class TokenBuilder {

    private final Map<String, Object> header = new LinkedHashMap<>();
    private final Map<String, Object> claims = new LinkedHashMap<>();
    private SigningKey key;
    private UnaryOperator<byte[]> signature;
    private byte[] rawHeader;
    private byte[] rawClaims;

    /** Begins with claims, signed with a key. */
    public TokenBuilder(SigningKey key, Map<String, Object> claims) {
        this.claims.putAll(claims);
        header.put("typ", "JWT");
        signWith(key);
    }

    /** Signs with another key; the header names its algorithm and kid. */
    public TokenBuilder signWith(SigningKey other) {
        key = other;
        signature = other::sign;
        return header("alg", other.algorithm()).header("kid", other.kid());
    }

    /** Signs with anything, such as a MAC; the header stays. */
    public TokenBuilder signBy(UnaryOperator<byte[]> other) {
        signature = other;
        return this;
    }

    /** Sets a header parameter; null takes it away. */
    public TokenBuilder header(String name, Object value) {
        return put(header, name, value);
    }

    /** Sets a claim; null takes it away. */
    public TokenBuilder claim(String name, Object value) {
        return put(claims, name, value);
    }

    private TokenBuilder put(Map<String, Object> to, String name, Object value) {
        if (value == null) {
            to.remove(name);
        } else {
            to.put(name, value);
        }
        return this;
    }

    /** Writes the header's text itself. */
    public TokenBuilder rawHeader(UnaryOperator<String> change) {
        rawHeader = change.apply(JSONObjectUtils.toJSONString(header)).getBytes(StandardCharsets.UTF_8);
        return this;
    }

    /** Writes the header's bytes itself. */
    public TokenBuilder rawHeader(byte[] bytes) {
        rawHeader = bytes;
        return this;
    }

    /** Writes the claims' text itself. */
    public TokenBuilder rawClaims(UnaryOperator<String> change) {
        return rawClaims(change.apply(JSONObjectUtils.toJSONString(claims)).getBytes(StandardCharsets.UTF_8));
    }

    /** Writes the claims' bytes itself. */
    public TokenBuilder rawClaims(byte[] bytes) {
        rawClaims = bytes;
        return this;
    }

    /** The claims' text as it stands. */
    public String claimsText() {
        return JSONObjectUtils.toJSONString(claims);
    }

    /** The key that signs. */
    public SigningKey key() {
        return key;
    }

    /** The token in compact form (RFC 7515, section 7.1). */
    public String build() {
        String input = encode(rawHeader != null ? rawHeader : bytes(header)) + "."
                + encode(rawClaims != null ? rawClaims : bytes(claims));
        return input + "." + encode(signature.apply(input.getBytes(StandardCharsets.US_ASCII)));
    }

    private static byte[] bytes(Map<String, Object> json) {
        return JSONObjectUtils.toJSONString(json).getBytes(StandardCharsets.UTF_8);
    }

    /** Base64url without padding (RFC 7515, section 2). */
    public static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
