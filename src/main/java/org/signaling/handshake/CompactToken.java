package org.signaling.handshake;

import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Base64;
import java.util.Map;
import org.signaling.handshake.TokenRejected.Reason;

/**
 * A token taken apart (JWS compact serialization, RFC 7515, section 7.1). Nothing in it is verified yet. There is
 * exactly one text for each token: no padding, no bits to spare.
 *
 * @param header the JOSE header
 * @param claims the claims
 * @param signedBytes what the signature covers
 * @param signature the signature; may be empty
 */
record CompactToken(Map<String, Object> header, Map<String, Object> claims, byte[] signedBytes, byte[] signature) {

    /**
     * How long a token may be, in characters, which in a proper token are bytes. The application servers take twice as
     * much of headers with the settings that come along, so that a longer one is told why it is refused.
     */
    static final int MAX_LENGTH = 16_384;

    /**
     * Takes a token apart.
     *
     * @param token the token; not null
     * @throws TokenRejected with TOO_LARGE if it is too long, with MALFORMED if it is no JWS in compact
     *         form with a JSON object in it
     */
    static CompactToken parse(String token) throws TokenRejected {
        if (token.length() > MAX_LENGTH) {
            throw new TokenRejected(Reason.TOO_LARGE, token.length() + " characters; " + MAX_LENGTH + " are possible");
        }
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            throw malformed(parts.length + " parts; a signed token has three");
        }
        byte[] header = decode(parts[0], "header");
        byte[] claims = decode(parts[1], "claims");
        byte[] signature = decode(parts[2], "signature");
        byte[] signedBytes = token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
        return new CompactToken(json(header, "header"), json(claims, "claims"), signedBytes, signature);
    }

    private static byte[] decode(String part, String name) throws TokenRejected {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(part);
            if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // the same answer as for bytes that are encoded in another way
        }
        throw malformed("the " + name + " is not base64url without padding");
    }

    private static Map<String, Object> json(byte[] utf8, String name) throws TokenRejected {
        try {
            return StrictJson.object(utf8);
        } catch (ParseException e) {
            throw malformed("the " + name + " is no proper JSON object");
        }
    }

    static TokenRejected malformed(String detail) {
        return new TokenRejected(Reason.MALFORMED, detail);
    }
}
