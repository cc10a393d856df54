package org.signaling.handshake;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.io.IOException;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A handshake that was admitted, as the container gets to see it: the verified token is its principal, and the token's
 * text is gone from the query and from the headers, so that no {@code Session} carries it and no container reads it letter
 * by letter, which costs Payara more than looking up what it says. For one thread, as any request.
 */
final class AdmittedRequest extends HttpServletRequestWrapper {

    private final SignalingToken token;
    private final IncomingFrames frames;

    AdmittedRequest(HttpServletRequest request, SignalingToken token, IncomingFrames frames) {
        super(request);
        this.token = token.with(frames);
        this.frames = frames;
    }

    @Override
    public Principal getUserPrincipal() {
        return token;
    }

    /** {@return the query without any parameter {@code oidc}; null where nothing remains} */
    @Override
    public String getQueryString() {
        String query = super.getQueryString();
        if (query == null) {
            return null;
        }
        String rest = Arrays.stream(query.split("&"))
                .filter(parameter -> !parameter.split("=", 2)[0].equals(BearerToken.NAME))
                .collect(Collectors.joining("&"));
        return rest.isEmpty() ? null : rest;
    }

    /** {@return the names of all headers but those that say nothing without a token; never null} */
    @Override
    public Enumeration<String> getHeaderNames() {
        List<String> names = new ArrayList<>();
        for (Enumeration<String> all = super.getHeaderNames(); all.hasMoreElements();) {
            String name = all.nextElement();
            if (!BearerToken.mayStandIn(name) || getHeader(name) != null) {
                names.add(name);
            }
        }
        return Collections.enumeration(names);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        if (BearerToken.isToken(name)) {
            // without a look at it: Payara would make a text of the token each time
            return Collections.emptyEnumeration();
        }
        Enumeration<String> values = super.getHeaders(name);
        return values == null || !BearerToken.mayStandIn(name)
                ? values
                : Collections.enumeration(BearerToken.without(name, values));
    }

    @Override
    public String getHeader(String name) {
        if (!BearerToken.mayStandIn(name)) {
            return super.getHeader(name);
        }
        Enumeration<String> values = getHeaders(name);
        return values != null && values.hasMoreElements() ? values.nextElement() : null;
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        Map<String, String[]> parameters = new HashMap<>(super.getParameterMap());
        parameters.remove(BearerToken.NAME);
        return Collections.unmodifiableMap(parameters);
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.enumeration(getParameterMap().keySet());
    }

    @Override
    public String[] getParameterValues(String name) {
        return getParameterMap().get(name);
    }

    @Override
    public String getParameter(String name) {
        String[] values = getParameterValues(name);
        return values == null ? null : values[0];
    }

    /**
     * {@return the HTTP session that the client has already; null if it has none} Open Liberty asks at each upgrade, and
     * nobody would ever come back to the session that it would make.
     */
    @Override
    public HttpSession getSession() {
        return getSession(false);
    }

    @Override
    public <T extends HttpUpgradeHandler> T upgrade(Class<T> handler) throws IOException, ServletException {
        Optional<T> begun = DirectUpgrade.begin(getRequest(), handler, frames);
        return begun.isPresent() ? begun.get() : super.upgrade(handler);
    }

    // Tyrus asks for both at each upgrade and nobody needs them, but each may wait seconds for a name server

    @Override
    public String getLocalName() {
        return getLocalAddr();
    }

    @Override
    public String getRemoteHost() {
        return getRemoteAddr();
    }
}
