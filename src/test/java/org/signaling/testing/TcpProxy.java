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

/** A cable to another port of this machine that a test can cut and mend. For one test thread. */
public final class TcpProxy implements AutoCloseable {

    private final int port;
    private final InetSocketAddress target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private ServerSocket listener;

    /**
     * Starts it.
     *
     * @param port where it listens on the loopback address
     * @param target where everything goes to
     */
    public TcpProxy(int port, InetSocketAddress target) {
        this.port = port;
        this.target = target;
        mend();
    }

    /** Takes connections again. */
    public void mend() {
        try {
            ServerSocket fresh = new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1"));
            listener = fresh;
            daemon(() -> accept(fresh));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends all connections and refuses new ones. */
    public void cut() {
        closeQuietly(listener);
        open.forEach(TcpProxy::closeQuietly);
        open.clear();
    }

    private void accept(ServerSocket server) {
        try (server) {
            while (true) {
                Socket client = server.accept();
                open.add(client);
                daemon(() -> connect(client));
            }
        } catch (IOException e) {
            // cut
        }
    }

    private void connect(Socket client) {
        try (client; Socket backend = new Socket(target.getAddress(), target.getPort())) {
            open.add(backend);
            daemon(() -> copy(backend, client));
            copy(client, backend);
            open.remove(backend);
        } catch (IOException e) {
            // the target is not there: the client sees its connection end
        } finally {
            open.remove(client);
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from; to; InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
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
        cut();
    }
}
