package org.signaling.handshake;

import jakarta.inject.Inject;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Refuses handshakes while they are still HTTP requests: only a filter can answer with a status that clients understand
 * (RFC 6455, section 4.2.2; RFC 6750, section 3). What it lets through carries the verified token as its principal. It
 * looks at the path {@code /} of the application alone, where the socket is. For all threads.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true, dispatcherTypes = {DispatcherType.REQUEST, DispatcherType.ASYNC})
public class HandshakeFilter extends HttpFilter {

    private static final Logger LOG = System.getLogger(HandshakeFilter.class.getName());
    /** On a request that was upgraded; Payara hands what begins with {@code grizzly.} on to what it keeps of a connection. */
    private static final String UPGRADED = "grizzly." + HandshakeFilter.class.getName() + ".upgraded";
    /** Where a person goes who comes without a WebSocket. */
    private static final String PAGE = "/app/";
    private static final int UPGRADE_REQUIRED = 426;
    private static final String VERSION = "13";
    private static final String NOT_HERE = "The WebSocket is at the root of this server, with one slash.\n";
    private static final String HOW_TO_CONNECT = "This is a WebRTC signaling server: connect with a WebSocket, with an"
            + " OpenID Connect access token as Authorization: Bearer TOKEN, as the subprotocol"
            + " signaling.token.TOKEN beside signaling.v1, as the cookie oidc or as the query parameter oidc.\n";

    private Admission admission;
    @Inject
    private SocketEndpoint endpoint;
    private volatile Parking parking;

    /** For the container, which then injects what decides. */
    public HandshakeFilter() {
    }

    HandshakeFilter(Admission admission) {
        this.admission = admission;
    }

    @Inject
    void use(Admission injected) {
        injected.direct(bean -> admission = bean);
    }

    /** What fails behind it is logged here: Payara's own lines of failed requests are off, as anybody could cause them. */
    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            decide(request, response, chain);
        } catch (ServletException | RuntimeException e) {
            LOG.log(Level.ERROR, "a request failed", e);
            throw e;
        }
    }

    private void decide(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Optional<SecondPass> second = SecondPass.begin(request);
        if (second.isPresent()) {
            goOn(request, response, chain, second.get());
        } else if (!isSocketPath(request)) {
            if (isUpgrade(request)) {
                // some containers would take //, and fail with a trace in the log
                admission.refuseUnseen();
                answer(response, HttpServletResponse.SC_BAD_REQUEST, "text/plain", NOT_HERE);
            } else {
                chain.doFilter(request, response);
            }
        } else if (!request.getMethod().equals("GET")) {
            response.setHeader("Allow", "GET");
            answer(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, "text/plain", HOW_TO_CONNECT);
        } else if (!isUpgrade(request)) {
            response.setHeader("Location", request.getContextPath() + PAGE);
            answer(response, HttpServletResponse.SC_FOUND, "text/plain", HOW_TO_CONNECT);
        } else if (!isHandshake(request)) {
            // RFC 9110, section 15.5.22, and RFC 6455, section 4.2.2: what it would take
            admission.refuseUnseen();
            response.setHeader("Upgrade", "websocket");
            response.setHeader("Sec-WebSocket-Version", VERSION);
            answer(response, UPGRADE_REQUIRED, "text/plain", HOW_TO_CONNECT);
        } else if (request.getAttribute(UPGRADED) == null) {
            handshake(request, response, chain);
        }
    }

    private static boolean isSocketPath(HttpServletRequest request) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        return path.isEmpty() || path.equals("/") || path.startsWith("/;");
    }

    private static boolean isUpgrade(HttpServletRequest request) {
        return lists(request, "Upgrade", "websocket");
    }

    /** Whether nothing is missing of what makes a handshake (RFC 6455, section 4.2.1): containers answer that with 500. */
    private static boolean isHandshake(HttpServletRequest request) {
        return lists(request, "Connection", "upgrade") && lists(request, "Sec-WebSocket-Version", VERSION)
                && !headers(request, "Sec-WebSocket-Key").isEmpty();
    }

    private static boolean lists(HttpServletRequest request, String name, String wanted) {
        for (String value : headers(request, name)) {
            for (String element : value.split(",")) {
                if (element.strip().equalsIgnoreCase(wanted)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static List<String> headers(HttpServletRequest request, String name) {
        Enumeration<String> values = request.getHeaders(name);
        return values == null ? List.of() : Collections.list(values);
    }

    /** In its turn: at once where a turn is free, else in another pass, if the server lets it wait without a thread. */
    private void handshake(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HandshakeQueue queue = admission.queue();
        if (queue.tryTurn()) {
            try {
                handshake(request, response, queue, admitted -> chain.doFilter(admitted, response));
            } finally {
                queue.giveBack();
            }
        } else if (!queue.hasRoom()) {
            refuse(request, response, admission.overloaded("too many handshakes wait"));
        } else if (admission.refusesAll() || !parking(request).park(request, response, queue)) {
            handshake(request, response, Turn.NONE, admitted -> chain.doFilter(admitted, response));
        }
    }

    private Parking parking(HttpServletRequest request) {
        Parking known = parking;
        if (known == null) {
            known = Parking.of(request);
            parking = known;
        }
        return known;
    }

    /** The second pass of a handshake that waited. */
    private void goOn(HttpServletRequest request, HttpServletResponse response, FilterChain chain, SecondPass second)
            throws IOException, ServletException {
        try {
            if (!second.isInTime()) {
                refuse(request, response, admission.overloaded("waited too long"));
            } else if (request.getDispatcherType() == DispatcherType.ASYNC) {
                // the container's own filter has no part in such a pass
                ServerContainer container = (ServerContainer) request.getServletContext()
                        .getAttribute(ServerContainer.class.getName());
                handshake(request, response, admission.queue(),
                        admitted -> container.upgradeHttpToWebSocket(admitted, response, endpoint.config(), Map.of()));
            } else {
                handshake(request, response, admission.queue(), admitted -> chain.doFilter(admitted, response));
            }
        } finally {
            admission.queue().giveBack();
        }
    }

    /** What comes after the token was found good. */
    private interface Upgrade {
        void of(HttpServletRequest admitted) throws IOException, ServletException, DeploymentException;
    }

    private void handshake(HttpServletRequest request, HttpServletResponse response, Turn turn, Upgrade upgrade)
            throws IOException, ServletException {
        try {
            String requestId = RequestId.of(headers(request, RequestId.HEADER));
            ClientAddress from = admission.address(request.getRemoteAddr(), name -> headers(request, name));
            SignalingToken token = admission.admit(from, name -> headers(request, name), request.getQueryString(), turn)
                    .of(requestId, from);
            request.setAttribute(UPGRADED, true);
            upgrade.of(new AdmittedRequest(request, token, admission.frames()));
        } catch (TokenRejected e) {
            refuse(request, response, e);
        } catch (DeploymentException e) {
            throw new ServletException(e);
        }
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, TokenRejected e) throws IOException {
        String requestId = RequestId.of(headers(request, RequestId.HEADER));
        ClientAddress from = admission.address(request.getRemoteAddr(), name -> headers(request, name));
        // nobody may fill the log by being refused
        LOG.log(e.reason().status() == 429 || !admission.worthALine(from) ? Level.DEBUG : Level.INFO,
                () -> "refused request=" + requestId + " from=" + from.text() + " status="
                        + e.reason().status() + " reason=" + e.getMessage());
        response.setHeader(RequestId.HEADER, requestId);
        e.challenge().ifPresent(value -> response.setHeader("WWW-Authenticate", value));
        e.retryAfter().ifPresent(seconds -> response.setIntHeader("Retry-After", seconds));
        response.setHeader("Cache-Control", "no-store");
        answer(response, e.reason().status(), "application/json", e.body());
    }

    private static void answer(HttpServletResponse response, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(type);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
