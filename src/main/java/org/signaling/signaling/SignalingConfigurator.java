package org.signaling.signaling;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import org.signaling.delivery.Subscribers;
import org.signaling.handshake.HandshakeConfigurator;

/**
 * Notes with each handshake how far the presence log is. The client is told 101 before the server's {@code onOpen} runs,
 * and that may take its time, above all the first time: who comes in between is news to the client as well. Without
 * state, for all threads.
 */
public class SignalingConfigurator extends HandshakeConfigurator {

    private static final String KNOWN = SignalingConfigurator.class.getName() + ".known";

    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
        super.modifyHandshake(config, request, response);
        long version = CDI.current().select(Subscribers.class).get().presenceVersion();
        config.getUserProperties().put(KNOWN, version);
    }

    /** {@return the number of the last presence event before the handshake of a session was answered} */
    static long known(Session session) {
        return session.getUserProperties().get(KNOWN) instanceof Long version ? version : Long.MAX_VALUE;
    }
}
