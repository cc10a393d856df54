package org.signaling.signin;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Optional;
import org.signaling.handshake.Origins;

/**
 * Where browsers reach this server.
 *
 * @param text the origin as browsers send it (RFC 6454, section 6.2); never null
 */
record OwnOrigin(String text) {

    /**
     * {@return the configured origin, or what the request says; never null}
     *
     * @param publicUrl what is configured; behind a proxy it has to be, because the request knows only the proxy
     * @param request the request; not null
     */
    static OwnOrigin of(Optional<String> publicUrl, HttpServletRequest request) {
        return new OwnOrigin(
                publicUrl.orElseGet(() -> of(request.getScheme(), request.getServerName(), request.getServerPort())));
    }

    private static String of(String scheme, String name, int port) {
        String host = name.indexOf(':') >= 0 && !name.startsWith("[") ? "[" + name + "]" : name;
        boolean ownPort = port <= 0 || port == (scheme.equals("https") ? 443 : 80);
        return scheme + "://" + host.toLowerCase(Locale.ROOT) + (ownPort ? "" : ":" + port);
    }

    /**
     * Tells whether a page of this origin sent a request. Browsers say where it comes from, and no page can change what
     * they say: Sec-Fetch-Site (W3C Fetch Metadata), or from older ones Origin, which our own page hides from the newer
     * ones by its referrer policy.
     *
     * @param request the request; not null
     * @return whether it is one of the own page
     */
    boolean sent(HttpServletRequest request) {
        return sent(request.getHeader("Sec-Fetch-Site"), request.getHeader("Origin"));
    }

    boolean sent(String fetchSite, String origin) {
        return fetchSite != null ? fetchSite.equals("same-origin") : text.equals(origin);
    }

    /** {@return whether browsers come by https} */
    boolean https() {
        return text.startsWith("https:");
    }

    /** {@return whether a sign-in can work: browsers keep our cookies here} */
    boolean safe() {
        return https() || Origins.isLocal(text.replaceFirst("^https?://", ""));
    }

    /** {@return where the provider sends the browser back to; never null} */
    String callback() {
        return text + "/signin/callback";
    }

    /** {@return where the page is; never null} */
    String page() {
        return text + Answer.PAGE;
    }

    /** {@return the origin for WebSockets; never null} */
    String socket() {
        return text.replaceFirst("^http", "ws");
    }
}
