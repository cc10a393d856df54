package org.signaling.dev;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Where the two servers listen.
 *
 * @param server the signaling server's port, from the system property {@code port} or the environment's {@code PORT}
 * @param provider the identity provider's port, from the system property {@code idp.port}
 */
record Ports(int server, int provider) {

    private static final int ANSWER_MILLIS = 500;

    /**
     * Reads the ports and makes sure that nobody listens on them.
     *
     * @throws StartFailure if a port is no port, or is taken
     */
    static Ports read() throws StartFailure {
        String environment = System.getenv().getOrDefault("PORT", "8080");
        Ports ports = new Ports(number("port", environment), number("idp.port", "8090"));
        if (ports.server == ports.provider) {
            throw new StartFailure("Server and identity provider cannot share port " + ports.server
                    + "; choose another for one: mvn -Prun -Didp.port=" + another(ports.server));
        }
        requireFree(ports.server, "port");
        requireFree(ports.provider, "idp.port");
        return ports;
    }

    private static int number(String property, String standard) throws StartFailure {
        String text = System.getProperty(property, standard);
        try {
            int port = Integer.parseInt(text.strip());
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // answered below
        }
        throw new StartFailure("\"" + text + "\" is no port; choose one from 1 to 65535: mvn -Prun -D" + property
                + "=" + standardOf(property));
    }

    private static int standardOf(String property) {
        return property.equals("port") ? 8080 : 8090;
    }

    private static void requireFree(int port, String property) throws StartFailure {
        if (answers(port)) {
            throw new StartFailure("Port " + port + " is in use by another program; choose another: mvn -Prun -D"
                    + property + "=" + another(port));
        }
        try {
            new ServerSocket(port).close();
        } catch (IOException e) {
            throw new StartFailure("Port " + port + " cannot be used (" + e.getMessage()
                    + "); choose another: mvn -Prun -D" + property + "=" + another(port));
        }
    }

    private static int another(int port) {
        return port < 65_535 ? port + 1 : port - 1;
    }

    /** Asked besides trying to listen: some systems let two programs listen on one port at different addresses. */
    static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
