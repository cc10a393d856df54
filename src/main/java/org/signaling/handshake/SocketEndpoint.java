package org.signaling.handshake;

import jakarta.websocket.server.ServerEndpointConfig;

/** The endpoint behind the handshake, for handshakes that go on after they have waited. For all threads. */
public interface SocketEndpoint {

    /** {@return its configuration, a new one each time, for one connection; never null} */
    ServerEndpointConfig config();
}
