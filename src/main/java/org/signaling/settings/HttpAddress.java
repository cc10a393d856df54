package org.signaling.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads addresses of HTTP servers (RFC 9110, section 4.2). {@link URI#getHost()} knows no host with an underscore in it,
 * as containers often have; resolvers, browsers and servers do. Without state, for all threads.
 */
public final class HttpAddress {

    /** Letters, digits, and what stands between them in names that are resolved in practice (RFC 2181, section 11). */
    private static final Pattern AUTHORITY = Pattern
            .compile("(?:[^@]*@)?([A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_.])?)(?::([0-9]{1,5}))?");

    private HttpAddress() {
    }

    /**
     * {@return an absolute http or https address with a host and without a fragment; empty for any other text}
     *
     * @param text the text; not null
     */
    public static Optional<URI> parse(String text) {
        try {
            URI address = new URI(text);
            boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
            return http && host(address).isPresent() && address.getRawFragment() == null
                    ? Optional.of(address)
                    : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /**
     * {@return the host of an address, underscores and all; empty if it has none}
     *
     * @param address the address; not null
     */
    public static Optional<String> host(URI address) {
        return address.getHost() != null
                ? Optional.of(address.getHost())
                : authority(address).map(parts -> parts.group(1));
    }

    /**
     * {@return the port that an address names; -1 if it names none}
     *
     * @param address one that has a {@link #host}; not null
     */
    public static int port(URI address) {
        return address.getHost() != null
                ? address.getPort()
                : authority(address).map(parts -> parts.group(2)).map(Integer::parseInt).orElse(-1);
    }

    private static Optional<Matcher> authority(URI address) {
        return Optional.ofNullable(address.getRawAuthority()).map(AUTHORITY::matcher).filter(Matcher::matches);
    }

    /**
     * {@return the same address; where it is below {@code from}, below {@code to}; never null}
     *
     * @param address the text of an address; not null
     * @param from an address, with or without a slash at its end; not null
     * @param to another one, with or without a slash at its end; not null
     */
    public static String moved(String address, String from, String to) {
        String base = withoutSlash(from);
        return address.startsWith(base + "/") ? withoutSlash(to) + address.substring(base.length()) : address;
    }

    /**
     * {@return an address without the slash at its end; never null}
     *
     * @param address the text of an address; not null
     */
    public static String withoutSlash(String address) {
        return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    }
}
