package org.signaling.badnetwork;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.signaling.badnetwork.Cables.Line;
import org.signaling.testing.Coturn;
import org.signaling.testing.FreePort;
import org.signaling.testing.OwnServer;

/** Two callers, the server and a TURN server, and all that lies between them. For one thread. */
final class Bed implements AutoCloseable {

    private static final String SECRET = "the-secret-of-server-and-turn-server";

    private final Path directory;
    private final InetSocketAddress turn = new InetSocketAddress(Line.MEDIA.here(), FreePort.any());
    private final Cables cables = new Cables();
    private final Caller polite = new Caller(cables, 0);
    private final Caller impolite = new Caller(cables, 1);
    private final OwnServer server;
    private Coturn coturn;

    /**
     * Starts all of it.
     *
     * @param directory for what is written
     */
    Bed(Path directory) {
        this.directory = directory;
        server = new OwnServer("signaling.origins=" + polite.origin() + "," + impolite.origin(),
                "signaling.ice.turn=turn:" + Line.MEDIA.here() + ":" + turn.getPort() + "?transport=udp",
                "signaling.ice.turn-secret=" + SECRET);
        try {
            coturn = new Coturn(directory, turn, SECRET);
            server.start();
            polite.start(server.address().getPort(), directory);
            impolite.start(server.address().getPort(), directory);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The lines of the callers. */
    Cables cables() {
        return cables;
    }

    /** The server that both are connected to. */
    OwnServer server() {
        return server;
    }

    /** Who gives way where both offer at once. */
    Caller polite() {
        return polite;
    }

    /** Who does not. */
    Caller impolite() {
        return impolite;
    }

    /** Both, in the order of their numbers. */
    List<Caller> callers() {
        return List.of(polite, impolite);
    }

    /** Ends the TURN server; nobody has a relay any more. */
    void stopTurn() {
        coturn.close();
        coturn = null;
    }

    /** Starts the TURN server, if it is not there. */
    void startTurn() {
        if (coturn == null) {
            coturn = new Coturn(directory, turn, SECRET);
        }
    }

    /** Has everything work again, whatever happened to it. */
    void mend() {
        cables.mend();
        callers().forEach(caller -> caller.proxy().mend());
        startTurn();
    }

    @Override
    public void close() {
        try {
            mendQuietly();
            polite.close();
            impolite.close();
            server.close();
            if (coturn != null) {
                coturn.close();
            }
        } finally {
            cables.close();
        }
    }

    /** Programs that stand still would not end. */
    private void mendQuietly() {
        try {
            cables.mend();
        } catch (RuntimeException e) {
            System.out.println("not mended: " + e.getMessage());
        }
    }
}
