package org.signaling.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** A port of this machine that nobody listens on. */
public final class FreePort {

    private FreePort() {
    }

    /**
     * One of them. It is below the ports that systems give to outgoing connections, so none of those takes it before it
     * is used.
     */
    public static int any() {
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // somebody has it
            }
        }
        throw new IllegalStateException("no port from 20000 to 32000 is free");
    }
}
