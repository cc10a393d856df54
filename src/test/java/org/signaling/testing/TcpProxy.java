package org.signaling.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A cable to another port of this machine that a test can cut and mend. It keeps its port while it is cut, so that
 * nobody else takes it meanwhile; whoever connects then is hung up on at once. For one test thread.
 */
public final class TcpProxy implements AutoCloseable {

    private final InetSocketAddress target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ServerSocket listener;
    private volatile boolean cut;
    private volatile boolean silent;

    /**
     * Starts it.
     *
     * @param port where it listens on the loopback address
     * @param target where everything goes to
     */
    public TcpProxy(int port, InetSocketAddress target) {
        this.target = target;
        try {
            listener = new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    /**
     * Lays the cable by which the server reaches an issuer that has an inside address.
     *
     * @param issuer its short name in the server's settings
     * @return listens at the inside address; leads to the outside one
     */
    public static TcpProxy toIssuer(String issuer) {
        return new TcpProxy(ServerSettings.inside(issuer).getPort(),
                new InetSocketAddress("127.0.0.1", ServerSettings.issuer(issuer).getPort()));
    }

    /** Takes connections again. */
    public void mend() {
        cut = false;
    }

    /** Ends all connections, and new ones as they come. */
    public void cut() {
        cut = true;
        open.forEach(TcpProxy::closeQuietly);
        open.clear();
    }

    /** Swallows everything from now on, in both directions, and ends nothing: nobody is told that the other one is gone. */
    public void silence() {
        silent = true;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                open.add(client);
                daemon(() -> connect(client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void connect(Socket client) {
        try (client; Socket backend = new Socket(target.getAddress(), target.getPort())) {
            open.add(backend);
            if (cut) {
                open.remove(backend);
                return;
            }
            daemon(() -> copy(backend, client));
            copy(client, backend);
            open.remove(backend);
        } catch (IOException e) {
            // the target is not there: the client sees its connection end
        } finally {
            open.remove(client);
        }
    }

    private void copy(Socket from, Socket to) {
        try (from; to; InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            byte[] bytes = new byte[8_192];
            for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                if (!silent) {
                    out.write(bytes, 0, length);
                }
            }
        } catch (IOException e) {
            // cut, or closed by either side
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // it is gone either way
        }
    }

    @Override
    public void close() {
        closeQuietly(listener);
        cut();
    }
}
