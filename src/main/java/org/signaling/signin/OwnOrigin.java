package org.signaling.signin;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Optional;
import org.signaling.handshake.Origins;

/**
 * Where browsers reach this server.
 *
 * @param text the origin as browsers send it (RFC 6454, section 6.2); never null
 * @param path where this application is on it: empty for the root, else without a slash at the end; never null
 */
record OwnOrigin(String text, String path) {

    /**
     * {@return the configured origin, or what the request says; never null}
     *
     * @param publicUrl what is configured; behind a proxy it has to be, because the request knows only the proxy
     * @param request the request; not null
     */
    static OwnOrigin of(Optional<String> publicUrl, HttpServletRequest request) {
        return new OwnOrigin(
                publicUrl.orElseGet(() -> of(request.getScheme(), request.getServerName(), request.getServerPort())),
                request.getContextPath());
    }

    private static String of(String scheme, String name, int port) {
        String host = name.indexOf(':') >= 0 && !name.startsWith("[") ? "[" + name + "]" : name;
        boolean ownPort = port <= 0 || port == (scheme.equals("https") ? 443 : 80);
        return scheme + "://" + host.toLowerCase(Locale.ROOT) + (ownPort ? "" : ":" + port);
    }

    /** {@return whether browsers come by https} */
    boolean https() {
        return text.startsWith("https:");
    }

    /** {@return whether a sign-in can work: browsers keep our cookies here} */
    boolean safe() {
        return https() || Origins.isLocal(text.replaceFirst("^https?://", ""));
    }

    /** {@return where the provider sends the browser back to, where there is but one; never null} */
    String callback() {
        return text + path + "/signin/callback";
    }

    /** {@return where the provider of this short name sends the browser back to; never null} */
    String callback(String name) {
        return callback() + "/" + name;
    }

    /** {@return where the page is; never null} */
    String page() {
        return text + pagePath();
    }

    /** {@return where the page is on this origin; never null} */
    String pagePath() {
        return path + "/app/";
    }

    /** {@return the origin for WebSockets; never null} */
    String socket() {
        return text.replaceFirst("^http", "ws");
    }
}
