package org.signaling.signin;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.signaling.settings.Settings;

/**
 * Has the browser hold the page on a short rein (Content Security Policy Level 3): what is not the server's own is
 * neither loaded nor run nor connected to. Forms may lead to the issuers, because the redirect of a sign-out does. For
 * all threads.
 */
@WebFilter(urlPatterns = "/app/*", asyncSupported = true)
public class PageHeadersFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;
    /** What may stand in a policy; a request can name any host. */
    private static final Pattern PLAIN_ORIGIN = Pattern.compile("(wss?|https?)://[A-Za-z0-9._\\-\\[\\]:]+");

    @Inject
    private transient Settings settings;
    @Inject
    private transient Providers providers;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader("Content-Security-Policy",
                policy(OwnOrigin.of(settings.publicUrl(), request), providers));
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Permissions-Policy", "camera=(self), microphone=(self), display-capture=(self)");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        chain.doFilter(request, response);
    }

    static String policy(OwnOrigin origin, Providers providers) {
        Set<String> forms = new LinkedHashSet<>();
        for (Provider provider : providers.all()) {
            add(forms, originOf(URI.create(provider.issuer().issuer())));
            provider.knownAddresses().flatMap(ProviderAddresses::endSession)
                    .ifPresent(endSession -> add(forms, originOf(endSession)));
        }
        // older browsers do not take a WebSocket of the own origin for 'self'
        Set<String> sockets = new LinkedHashSet<>();
        add(sockets, origin.socket());
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                + " media-src 'self' blob:; connect-src " + sources(sockets) + "; form-action " + sources(forms)
                + "; base-uri 'none'; frame-ancestors 'none'";
    }

    private static String sources(Set<String> origins) {
        return origins.isEmpty() ? "'self'" : "'self' " + String.join(" ", origins);
    }

    private static void add(Set<String> origins, String origin) {
        if (PLAIN_ORIGIN.matcher(origin).matches()) {
            origins.add(origin);
        }
    }

    private static String originOf(URI address) {
        return address.getScheme() + "://" + address.getRawAuthority();
    }
}
