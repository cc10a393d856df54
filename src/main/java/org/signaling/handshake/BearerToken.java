package org.signaling.handshake;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    /**
     * The cookie of a sign-in at the page, where browsers come by https: no other host and no other path can set one of
     * that name (RFC 6265bis, section 4.1.3.2), so it decides before whatever {@link #NAME} holds.
     */
    public static final String HOST_NAME = "__Host-" + NAME;
    /** What the subprotocol that is no subprotocol but a token begins with; all of a JWT may stand behind it. */
    public static final String PROTOCOL_PREFIX = "signaling.token.";
    private static final String AUTHORIZATION = "Authorization";
    private static final String PROTOCOLS = "Sec-WebSocket-Protocol";
    private static final String COOKIE = "Cookie";
    private static final String SCHEME = "Bearer ";

    /** Where a token can stand, in the order in which they are looked at. */
    public enum Source {
        /** {@code Authorization: Bearer TOKEN} */
        HEADER,
        /** {@code Sec-WebSocket-Protocol: signaling.v1, signaling.token.TOKEN}: brought by the client on purpose. */
        PROTOCOL,
        /** The cookie {@code __Host-oidc}, else {@code oidc}: the one source that a browser fills in by itself. */
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
        Optional<BearerToken> token = one(fromHeader(headers.apply(AUTHORIZATION)), Source.HEADER);
        if (token.isEmpty()) {
            token = one(fromProtocols(headers.apply(PROTOCOLS)), Source.PROTOCOL);
        }
        if (token.isEmpty()) {
            List<String> cookies = headers.apply(COOKIE);
            token = one(fromCookies(cookies, HOST_NAME), Source.COOKIE);
            if (token.isEmpty()) {
                token = one(fromCookies(cookies, NAME), Source.COOKIE);
            }
        }
        if (token.isEmpty()) {
            token = one(fromQuery(query), Source.QUERY);
        }
        return token.orElseThrow(() -> new TokenRejected(Reason.MISSING, "no token"));
    }

    /**
     * {@return whether a token may stand in a header}
     *
     * @param header the header's name, in any case; not null
     */
    static boolean mayStandIn(String header) {
        return isToken(header) || header.equalsIgnoreCase(PROTOCOLS) || header.equalsIgnoreCase(COOKIE);
    }

    /**
     * {@return whether a header says nothing beside a token}
     *
     * @param header the header's name, in any case; not null
     */
    static boolean isToken(String header) {
        return header.equalsIgnoreCase(AUTHORIZATION);
    }

    /**
     * {@return what a header says beside a token: one value, or none; never null}
     *
     * @param header the name of one where a token {@link #mayStandIn may stand} beside more; not null
     * @param values all that it says; not null
     */
    static List<String> without(String header, Enumeration<String> values) {
        if (!values.hasMoreElements()) {
            return List.of();
        }
        boolean cookies = header.equalsIgnoreCase(COOKIE);
        String separator = cookies ? ";" : ",";
        String rest = parts(Collections.list(values), separator)
                .filter(part -> cookies ? !isCookie(part.split("=", 2)[0].strip()) : !part.startsWith(PROTOCOL_PREFIX))
                .collect(Collectors.joining(separator + " "));
        return rest.isEmpty() ? List.of() : List.of(rest);
    }

    private static Stream<String> parts(List<String> values, String separator) {
        return Arrays.stream(String.join(separator, values).split(separator)).map(String::strip);
    }

    private static boolean isCookie(String name) {
        return name.equals(NAME) || name.equals(HOST_NAME);
    }

    /** Tokens are compared and not hashed: they are long, and there is hardly ever more than one. */
    private static Optional<BearerToken> one(List<String> values, Source source) throws TokenRejected {
        if (differ(values)) {
            throw new TokenRejected(Reason.MALFORMED_REQUEST, values.size() + " tokens in " + source
                    + " that are not all the same");
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(new BearerToken(values.get(0), source));
    }

    private static boolean differ(List<String> values) {
        return values.size() > 1 && !values.stream().allMatch(values.get(0)::equals);
    }

    private static List<String> fromHeader(List<String> values) throws TokenRejected {
        if (differ(values)) {
            throw new TokenRejected(Reason.MALFORMED_REQUEST, values.size()
                    + " Authorization headers that are not all the same");
        }
        List<String> tokens = new ArrayList<>(1);
        for (String value : values) {
            String credentials = value.strip();
            if (credentials.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
                tokens.add(credentials.substring(SCHEME.length()).strip());
            }
        }
        return tokens;
    }

    /** RFC 6455, section 11.3.4: one list, in one header or in several. */
    private static List<String> fromProtocols(List<String> headers) {
        return parts(headers, ",")
                .filter(protocol -> protocol.startsWith(PROTOCOL_PREFIX))
                .map(protocol -> protocol.substring(PROTOCOL_PREFIX.length()))
                .filter(token -> !token.isEmpty())
                .toList();
    }

    /** RFC 6265, section 4.2.1. The value may stand in quotation marks (section 4.1.1). */
    private static List<String> fromCookies(List<String> headers, String name) {
        List<String> tokens = new ArrayList<>();
        for (String cookie : parts(headers, ";").toList()) {
            String[] pair = cookie.split("=", 2);
            if (pair.length == 2 && pair[0].strip().equals(name)) {
                String value = pair[1].strip();
                boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
                tokens.add(quoted ? value.substring(1, value.length() - 1) : value);
            }
        }
        tokens.removeIf(String::isEmpty);
        return tokens;
    }

    private static List<String> fromQuery(String query) throws TokenRejected {
        List<String> tokens = new ArrayList<>();
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
        tokens.removeIf(String::isEmpty);
        return tokens;
    }

    /** {@return where the token was found; never the token} */
    @Override
    public String toString() {
        return "BearerToken[" + source + "]";
    }
}
