package org.signaling.signaling;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import org.signaling.handshake.SocketEndpoint;

/** What {@link SignalingEndpoint} says of itself, for handshakes that are not answered by the container's own filter. */
@ApplicationScoped
public class SignalingSocket implements SocketEndpoint {

    private static final ServerEndpoint SAID = SignalingEndpoint.class.getAnnotation(ServerEndpoint.class);
    private static final SignalingConfigurator CONFIGURATOR = new SignalingConfigurator();

    @Override
    public ServerEndpointConfig config() {
        return ServerEndpointConfig.Builder.create(SignalingEndpoint.class, SAID.value())
                .subprotocols(List.of(SAID.subprotocols())).configurator(CONFIGURATOR).build();
    }
}
