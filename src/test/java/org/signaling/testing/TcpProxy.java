package org.signaling.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A cable to another port of this machine that a test can cut, hold up and mend. It keeps its port while it is cut, so
 * that nobody else takes it meanwhile; whoever connects then is hung up on at once. For one test thread.
 */
public final class TcpProxy implements AutoCloseable {

    private final InetSocketAddress target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<Socket> forgotten = ConcurrentHashMap.newKeySet();
    private final ServerSocket listener;
    private volatile boolean cut;
    private volatile boolean silent;
    private boolean held;

    /**
     * Starts it.
     *
     * @param port where it listens on the loopback address
     * @param target where everything goes to
     */
    public TcpProxy(int port, InetSocketAddress target) {
        this(new InetSocketAddress("127.0.0.1", port), target);
    }

    /**
     * Starts it.
     *
     * @param address where it listens, an address of this machine
     * @param target where everything goes to
     */
    public TcpProxy(InetSocketAddress address, InetSocketAddress target) {
        this.target = target;
        try {
            listener = new ServerSocket(address.getPort(), 50, address.getAddress());
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

    /** The port that it listens on. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Takes connections again, and delivers what was held up. */
    public void mend() {
        cut = false;
        hold(false);
    }

    /** Holds up everything from now on, in both directions, as a network does that loses all packets for a while. */
    public void hold() {
        hold(true);
    }

    private synchronized void hold(boolean now) {
        held = now;
        notifyAll();
    }

    /**
     * Leaves the connections that there are dead for good: nothing comes through any more, not even an end. New ones work.
     * So does a router that has forgotten them.
     */
    public void forget() {
        forgotten.addAll(open);
        open.clear();
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
        try {
            Socket backend = new Socket(target.getAddress(), target.getPort());
            open.add(backend);
            if (cut) {
                end(client, backend);
                return;
            }
            daemon(() -> copy(backend, client));
            copy(client, backend);
        } catch (IOException e) {
            // the target is not there: the client sees its connection end
            end(client);
        }
    }

    private void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[8_192];
            for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                awaitFree();
                if (!silent && !forgotten.contains(from)) {
                    out.write(bytes, 0, length);
                }
            }
            awaitFree();
        } catch (IOException e) {
            // cut, or closed by either side
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!forgotten.contains(from)) {
            end(from, to);
        }
    }

    private synchronized void awaitFree() throws InterruptedException {
        while (held) {
            wait();
        }
    }

    private void end(Socket... sockets) {
        for (Socket socket : sockets) {
            closeQuietly(socket);
            open.remove(socket);
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
        hold(false);
        forgotten.forEach(TcpProxy::closeQuietly);
    }
}
