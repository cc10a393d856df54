package org.signaling.handshake;

import jakarta.websocket.server.ServerEndpointConfig;

/** Admits nobody: without a caller the endpoint closes each connection. */
public class HandshakeConfigurator extends ServerEndpointConfig.Configurator {

    /** The user property of the session that holds the {@link Caller}. */
    public static final String CALLER = "org.signaling.caller";
}
