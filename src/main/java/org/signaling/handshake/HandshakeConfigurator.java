package org.signaling.handshake;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Hands the {@link Caller} to the session. It takes the token that {@link HandshakeFilter} verified, or verifies the
 * request's own where the filter did not run. It cannot refuse a handshake on every server, so where there is no good
 * token it hands over nothing, and the endpoint closes the socket. For all threads.
 */
public class HandshakeConfigurator extends ServerEndpointConfig.Configurator {

    /** Under this key the session's user properties hold the {@link Caller}; nothing is there if it was refused. */
    public static final String CALLER = Caller.class.getName();
    /** How many times as long as allowed a message may be before its connection is closed for it, with 1009. */
    public static final int FAR_TOO_LARGE = 16;
    private static final String FRAMES = IncomingFrames.class.getName();
    private static final Logger LOG = System.getLogger(HandshakeConfigurator.class.getName());

    /** Is told of a connection's frames, where they are seen before the container has them. For one thread at a time. */
    public interface FrameListener {

        /** A part of a message has come, and its end has not. */
        void begins();

        /** The end has come. */
        void ends();

        /**
         * A ping has come that the container does not see.
         *
         * @param payload what the pong is to carry (RFC 6455, section 5.5.3); not null
         */
        void pinged(ByteBuffer payload);

        /**
         * Nothing more is taken from the client; the connection is to be closed.
         *
         * @param code the close code (RFC 6455, section 7.4); not null
         * @param reason for the person behind the client; not null
         */
        void refused(CloseCode code, String reason);
    }

    /** What is below a session, where the container leaves its end to the client. For all threads. */
    public interface Transport {

        /** Nothing more is read from the client. */
        void stopReading();

        /** Ends the connection, whatever its client does. Does nothing where it has ended. */
        void end();
    }

    /**
     * Tells who is to know of a session's frames. Does nothing where nobody sees them before the container.
     *
     * @param session the session, open already; not null
     * @param maxBytes how many bytes a message may have
     * @param listener is told at once what has happened before; not null
     */
    public static void watch(Session session, int maxBytes, FrameListener listener) {
        if (session.getUserProperties().get(FRAMES) instanceof IncomingFrames frames) {
            frames.watch(listener);
        }
        UndertowTransport.of(session).ifPresent(transport -> transport.watch(maxBytes, listener));
    }

    /**
     * {@return what is below a session; empty where the container ends connections by itself, or is not known}
     *
     * @param session the session, open or closed; not null
     */
    public static Optional<Transport> transport(Session session) {
        return session.getUserProperties().get(FRAMES) instanceof IncomingFrames frames && frames.transport() != null
                ? Optional.of(frames.transport())
                : UndertowTransport.of(session).map(Transport.class::cast);
    }

    /** {@return true: {@link Admission} decides about origins, where it can say why} */
    @Override
    public boolean checkOrigin(String origin) {
        return true;
    }

    /**
     * The same on every server: the first of ours that the client offers. A token among the offers is none of them, and
     * so is never sent back.
     *
     * @param supported ours, the most telling first; not null
     * @param requested what the client offers; not null
     * @return the subprotocol to speak; empty for none
     */
    @Override
    public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
        return supported.stream().filter(requested::contains).findFirst().orElse("");
    }

    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
        handOver(request, config.getUserProperties(), () -> CDI.current().select(Admission.class).get());
    }

    static void handOver(HandshakeRequest request, Map<String, Object> properties, Supplier<Admission> admission) {
        properties.remove(CALLER); // a server that shares the map must not hand on the last one's
        properties.remove(FRAMES);
        try {
            SignalingToken token = request.getUserPrincipal() instanceof SignalingToken verified
                    ? verified
                    : admission.get().admit(name -> headers(request.getHeaders(), name), request.getQueryString())
                            .of(requestId(request), ClientAddress.UNKNOWN);
            properties.put(CALLER, token.caller());
            if (token.frames() != null) {
                properties.put(FRAMES, token.frames());
            }
        } catch (TokenRejected e) {
            LOG.log(Level.INFO, () -> "refused request=" + requestId(request) + " status=" + e.reason().status()
                    + " reason=" + e.getMessage());
        }
    }

    private static String requestId(HandshakeRequest request) {
        return RequestId.of(headers(request.getHeaders(), RequestId.HEADER));
    }

    /** Not every server's map finds a name in another case. */
    private static List<String> headers(Map<String, List<String>> headers, String name) {
        List<String> values = new ArrayList<>();
        headers.forEach((header, list) -> {
            if (header.equalsIgnoreCase(name)) {
                values.addAll(list);
            }
        });
        return values;
    }
}
