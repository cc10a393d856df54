package org.signaling.signaling;

import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import org.signaling.handshake.HandshakeConfigurator;

/**
 * Notes with each handshake how far the presence log is. The client is told 101 before the server's {@code onOpen} runs,
 * and that may take its time, above all the first time: who comes in between is news to the client as well.
 *
 * <p>It makes the endpoints as well. Containers would have CDI make each of them, and on Payara that costs more than all
 * the rest of a handshake. For all threads.
 */
public class SignalingConfigurator extends HandshakeConfigurator {

    private static final String KNOWN = SignalingConfigurator.class.getName() + ".known";

    private volatile Desk desk;

    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
        super.modifyHandshake(config, request, response);
        config.getUserProperties().put(KNOWN, desk().subscribers().presenceVersion());
    }

    @Override
    public <T> T getEndpointInstance(Class<T> endpoint) {
        return endpoint.cast(new SignalingEndpoint(desk()));
    }

    /** Looked up with the first handshake: there are no beans yet when the container makes the configurator. */
    private Desk desk() {
        Desk known = desk;
        if (known == null) {
            known = Desk.ofApplication();
            desk = known;
        }
        return known;
    }

    /** {@return the number of the last presence event before the handshake of a session was answered} */
    static long known(Session session) {
        return session.getUserProperties().get(KNOWN) instanceof Long version ? version : Long.MAX_VALUE;
    }
}
