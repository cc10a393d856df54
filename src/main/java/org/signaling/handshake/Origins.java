package org.signaling.handshake;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.signaling.handshake.BearerToken.Source;
import org.signaling.handshake.TokenRejected.Reason;

/**
 * Decides which web pages may connect (RFC 6455, section 10.2; RFC 6454). A browser lets any page open a WebSocket to
 * any server, sends that server's cookies along, and always names the page's origin: this check is what keeps a hostile
 * page from using its visitor's cookie. Immutable, for all threads.
 */
public final class Origins {

    private static final String ANY = "*";
    private static final Pattern WEB_ORIGIN = Pattern.compile("(https?)://([^/?#@\\s]+)");

    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Set<String> allowed;
    private final Optional<String> publicUrl;

    /**
     * @param allowed the origins that may connect besides the server's own, as browsers send them; {@code *} for any
     *        with a token that the page itself brings; not null
     * @param publicUrl the server's own origin, where it is configured; not null
     */
    public Origins(Set<String> allowed, Optional<String> publicUrl) {
        this.allowed = Set.copyOf(allowed);
        this.publicUrl = publicUrl;
    }

    /**
     * {@return whether a host is this machine, where nobody can listen between a browser and the server (W3C Secure
     * Contexts, section 3.1)}
     *
     * @param authority a host with or without a port, in lower case; not null
     */
    public static boolean isLocal(String authority) {
        String host = authority.replaceFirst(":[0-9]+$", "");
        return LOCAL.contains(host) || host.endsWith(".localhost");
    }

    /**
     * Checks the origin of a request. None at all is fine where the client brings the token itself: that is no browser.
     * A cookie is what a browser sends by itself, and every browser says for which page.
     *
     * @param origins all values of the header {@code Origin}; not null
     * @param hosts all values of the header {@code Host}; not null. Which scheme the page used is hidden behind a proxy
     *        that ends TLS, so that of an origin counts: http is the server's own only where neither the public address
     *        is https nor the token comes in a cookie, which anybody on the way could have a page of http use
     * @param source where the token comes from; not null
     * @throws TokenRejected with ORIGIN_MISSING or ORIGIN_REFUSED if such a page may not connect
     */
    public void check(List<String> origins, List<String> hosts, Source source) throws TokenRejected {
        if (origins.isEmpty()) {
            if (source == Source.COOKIE) {
                throw new TokenRejected(Reason.ORIGIN_MISSING, "no origin, with a token in COOKIE");
            }
            return;
        }
        String origin = origins.get(0).strip().toLowerCase(Locale.ROOT);
        boolean ok = allowed.contains(origin) && !origin.equals(ANY) || isOwn(origin, hosts, source)
                || allowed.contains(ANY) && source != Source.COOKIE;
        if (!ok || origins.size() > 1) {
            throw new TokenRejected(Reason.ORIGIN_REFUSED, "origin " + String.join(", ", origins) + " with a token in "
                    + source);
        }
    }

    private boolean isOwn(String origin, List<String> hosts, Source source) {
        Matcher web = WEB_ORIGIN.matcher(origin);
        if (!web.matches() || !publicUrl.map(origin::equals).orElse(false) && !sameHost(web, hosts)) {
            return false;
        }
        boolean httpMayDo = source != Source.COOKIE && publicUrl.map(own -> own.startsWith("http:")).orElse(true);
        return web.group(1).equals("https") || isLocal(web.group(2)) || httpMayDo;
    }

    private static boolean sameHost(Matcher web, List<String> hosts) {
        if (hosts.size() != 1) {
            return false;
        }
        String ownPort = web.group(1).equals("https") ? ":443" : ":80";
        return withoutPort(web.group(2), ownPort).equals(
                withoutPort(hosts.get(0).strip().toLowerCase(Locale.ROOT), ownPort));
    }

    private static String withoutPort(String authority, String port) {
        return authority.endsWith(port) ? authority.substring(0, authority.length() - port.length()) : authority;
    }
}
