package org.signaling.handshake;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.signaling.handshake.TokenRejected.Reason;

/**
 * The token that a handshake request carries, not looked at yet (RFC 6750, section 2). Of header, subprotocol, cookie and
 * query parameter the first that is there decides, good or bad.
 *
 * @param value the token as it came; never null, never empty. It appears in no message and no log
 * @param source where it was found; never null
 */
public record BearerToken(String value, Source source) {

    /** The name of the cookie and of the query parameter. */
    public static final String NAME = "oidc";
    /** What the subprotocol that is no subprotocol but a token begins with; all of a JWT may stand behind it. */
    public static final String PROTOCOL_PREFIX = "signaling.token.";
    private static final String SCHEME = "Bearer ";

    /** Where a token can stand, in the order in which they are looked at. */
    public enum Source {
        /** {@code Authorization: Bearer TOKEN} */
        HEADER,
        /** {@code Sec-WebSocket-Protocol: signaling.v1, signaling.token.TOKEN}: brought by the client on purpose. */
        PROTOCOL,
        /** The cookie {@code oidc}: the one source that a browser fills in by itself. */
        COOKIE,
        /** The query parameter {@code oidc}. */
        QUERY
    }

    /** Refuses a token without a value or source. */
    public BearerToken {
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(source, "source");
    }

    /**
     * Picks the token of a request.
     *
     * @param headers all values of the header of a name, whatever its case; an empty list where there is none; not null
     * @param query the query as it came, still encoded; may be null
     * @return the token; never null
     * @throws TokenRejected with MISSING if there is none, with MALFORMED_REQUEST if the first source that has one has
     *         two different ones or cannot be decoded
     */
    public static BearerToken pick(Function<String, List<String>> headers, String query) throws TokenRejected {
        Optional<BearerToken> token = one(fromHeader(headers.apply("Authorization")), Source.HEADER);
        if (token.isEmpty()) {
            token = one(fromProtocols(headers.apply("Sec-WebSocket-Protocol")), Source.PROTOCOL);
        }
        if (token.isEmpty()) {
            token = one(fromCookies(headers.apply("Cookie")), Source.COOKIE);
        }
        if (token.isEmpty()) {
            token = one(fromQuery(query), Source.QUERY);
        }
        return token.orElseThrow(() -> new TokenRejected(Reason.MISSING, "no token"));
    }

    private static Optional<BearerToken> one(Set<String> values, Source source) throws TokenRejected {
        if (values.size() > 1) {
            throw new TokenRejected(Reason.MALFORMED_REQUEST, values.size() + " different tokens in " + source);
        }
        return values.stream().findFirst().map(value -> new BearerToken(value, source));
    }

    private static Set<String> fromHeader(List<String> values) throws TokenRejected {
        Set<String> different = new LinkedHashSet<>(values);
        if (different.size() > 1) {
            throw new TokenRejected(Reason.MALFORMED_REQUEST, different.size() + " different Authorization headers");
        }
        Set<String> tokens = new LinkedHashSet<>();
        for (String value : different) {
            String credentials = value.strip();
            if (credentials.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
                tokens.add(credentials.substring(SCHEME.length()).strip());
            }
        }
        return tokens;
    }

    /** RFC 6455, section 11.3.4: one list, in one header or in several. */
    private static Set<String> fromProtocols(List<String> headers) {
        Set<String> tokens = new LinkedHashSet<>();
        for (String protocol : String.join(",", headers).split(",")) {
            if (protocol.strip().startsWith(PROTOCOL_PREFIX)) {
                tokens.add(protocol.strip().substring(PROTOCOL_PREFIX.length()));
            }
        }
        tokens.remove("");
        return tokens;
    }

    /** RFC 6265, section 4.2.1. The value may stand in quotation marks (section 4.1.1). */
    private static Set<String> fromCookies(List<String> headers) {
        Set<String> tokens = new LinkedHashSet<>();
        for (String cookie : String.join(";", headers).split(";")) {
            String[] pair = cookie.split("=", 2);
            if (pair.length == 2 && pair[0].strip().equals(NAME)) {
                String value = pair[1].strip();
                boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
                tokens.add(quoted ? value.substring(1, value.length() - 1) : value);
            }
        }
        tokens.remove("");
        return tokens;
    }

    private static Set<String> fromQuery(String query) throws TokenRejected {
        Set<String> tokens = new LinkedHashSet<>();
        for (String parameter : query == null ? new String[0] : query.split("&")) {
            String[] pair = parameter.split("=", 2);
            if (pair.length == 2 && pair[0].equals(NAME)) {
                try {
                    tokens.add(URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
                } catch (IllegalArgumentException e) {
                    throw new TokenRejected(Reason.MALFORMED_REQUEST, "the query parameter " + NAME
                            + " cannot be decoded");
                }
            }
        }
        tokens.remove("");
        return tokens;
    }

    /** {@return where the token was found; never the token} */
    @Override
    public String toString() {
        return "BearerToken[" + source + "]";
    }
}
