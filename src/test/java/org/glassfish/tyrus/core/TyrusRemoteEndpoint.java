package org.glassfish.tyrus.core;

/** As much of Tyrus's class of this name as this server touches. */
public class TyrusRemoteEndpoint {

    final TyrusWebSocket webSocket;

    /** Sends by a socket. */
    public TyrusRemoteEndpoint(TyrusWebSocket webSocket) {
        this.webSocket = webSocket;
    }
}
