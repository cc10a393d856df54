package org.signaling.signin;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.signaling.settings.Settings;

/**
 * Has the browser hold the page on a short rein (Content Security Policy Level 3): what is not the server's own is
 * neither loaded nor run nor connected to. Forms lead to the own server alone; how a sign-out goes on from there is told in
 * {@link Answer#goOn}. For all threads.
 */
@WebFilter(urlPatterns = "/app/*", asyncSupported = true)
public class PageHeadersFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;
    /** What may stand in a policy; a request can name any host. */
    private static final Pattern PLAIN_ORIGIN = Pattern.compile("wss?://[A-Za-z0-9._\\-\\[\\]:]+");

    @Inject
    private transient Settings settings;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader("Content-Security-Policy",
                policy(OwnOrigin.of(settings.publicUrl(), request)));
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Permissions-Policy", "camera=(self), microphone=(self), display-capture=(self)");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        chain.doFilter(request, response);
    }

    static String policy(OwnOrigin origin) {
        // older browsers do not take a WebSocket of the own origin for 'self'
        String socket = PLAIN_ORIGIN.matcher(origin.socket()).matches() ? " " + origin.socket() : "";
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                + " media-src 'self' blob:; connect-src 'self'" + socket
                + "; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    }
}
