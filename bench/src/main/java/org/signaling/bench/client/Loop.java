package org.signaling.bench.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.signaling.bench.client.Socket.Phase;

/**
 * Thousands of WebSockets on one thread: a selector, no queues, no allocation for a message. Source addresses are
 * 127.0.0.2 and following, because one address has only some 28,000 ports. Frames are masked with a key of zeros, which
 * spares this side the work and not the server.
 */
public final class Loop implements AutoCloseable {

    private static final int SOURCES = 8;
    private static final int BUFFER = 256 * 1_024;
    private static final int LARGE = 8 * 1_024;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final InetSocketAddress[] servers;
    private final Selector selector;
    private final ByteBuffer in = ByteBuffer.allocate(BUFFER);
    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);
    private Traffic traffic;
    private int opened;

    /**
     * @param ports where the servers listen on 127.0.0.1; users take them in turns
     */
    public Loop(int... ports) {
        try {
            servers = new InetSocketAddress[ports.length];
            for (int i = 0; i < ports.length; i++) {
                servers[i] = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), ports[i]);
            }
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Begins to connect; the traffic is told how it went. */
    public Socket connect(int user, byte[] request) {
        try {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.bind(new InetSocketAddress("127.0.0." + (2 + opened++ % SOURCES), 0));
            Socket socket = new Socket(user, channel, request);
            boolean done = channel.connect(servers[user % servers.length]);
            socket.key = channel.register(selector, done ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, socket);
            if (done) {
                sendRequest(socket);
            }
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs until the traffic is over. */
    public void run(Traffic what) {
        traffic = what;
        try {
            long wait;
            while ((wait = what.tick(System.nanoTime())) >= 0) {
                // a millisecond at the least: spinning would take the processor from the server
                selector.select(this::ready, Math.max(1, wait / 1_000_000));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ready(SelectionKey key) {
        Socket socket = (Socket) key.attachment();
        try {
            if (key.isConnectable()) {
                socket.channel.finishConnect();
                key.interestOps(SelectionKey.OP_READ);
                sendRequest(socket);
            }
            if (key.isValid() && key.isWritable()) {
                socket.channel.write(socket.unsent);
                if (!socket.unsent.hasRemaining()) {
                    socket.unsent = null;
                    key.interestOps(SelectionKey.OP_READ);
                }
            }
            if (key.isValid() && key.isReadable()) {
                read(socket);
            }
        } catch (IOException e) {
            fail(socket, e.toString());
        }
    }

    private void sendRequest(Socket socket) throws IOException {
        socket.phase = Phase.HANDSHAKE;
        out.clear().put(socket.request).flip();
        write(socket);
    }

    private void read(Socket socket) throws IOException {
        if (socket.large != null) {
            readLarge(socket);
            return;
        }
        in.clear();
        if (socket.head != null) {
            in.put(socket.head);
            socket.head = null;
        }
        int count = socket.channel.read(in);
        if (count < 0) {
            fail(socket, socket.phase == Phase.OPEN ? "cut" : "cut in the handshake");
            return;
        }
        int at = 0;
        int end = in.position();
        if (socket.phase == Phase.HANDSHAKE) {
            at = handshake(socket, end);
        }
        if (socket.phase == Phase.OPEN) {
            at = frames(socket, at, end);
        }
        if (socket.phase != Phase.CLOSED && at < end && socket.large == null) {
            socket.head = Arrays.copyOfRange(in.array(), at, end);
        }
    }

    private void readLarge(Socket socket) throws IOException {
        if (socket.channel.read(socket.large) < 0) {
            fail(socket, "cut");
        } else if (!socket.large.hasRemaining()) {
            byte[] bytes = socket.large.array();
            socket.large = null;
            frame(socket, bytes, 0, bytes.length, System.nanoTime());
        }
    }

    private int handshake(Socket socket, int end) {
        String answer = new String(in.array(), 0, end, StandardCharsets.ISO_8859_1);
        int body = answer.indexOf("\r\n\r\n");
        if (body < 0) {
            return 0;
        }
        if (!answer.startsWith("HTTP/1.1 101 ")) {
            fail(socket, answer.lines().findFirst().orElse("no answer"));
            return end;
        }
        socket.phase = Phase.OPEN;
        socket.wasOpen = true;
        traffic.opened(socket, System.nanoTime());
        return body + 4;
    }

    /** Handles the whole frames between two places; returns where the first frame begins that is not whole. */
    private int frames(Socket socket, int from, int end) {
        long now = System.nanoTime();
        int at = from;
        while (end - at >= 2 && socket.phase == Phase.OPEN) {
            int header = headerLength(in.array(), at);
            if (end - at < header) {
                break;
            }
            long size = header + payloadLength(in.array(), at);
            if (end - at < size) {
                if (size > LARGE) {
                    socket.large = ByteBuffer.allocate((int) size).put(in.array(), at, end - at);
                }
                break;
            }
            frame(socket, in.array(), at, at + (int) size, now);
            at += (int) size;
        }
        return at;
    }

    private static int headerLength(byte[] bytes, int at) {
        int length = bytes[at + 1] & 0x7F;
        return length < 126 ? 2 : length == 126 ? 4 : 10;
    }

    private static long payloadLength(byte[] bytes, int at) {
        int length = bytes[at + 1] & 0x7F;
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return length < 126 ? length : length == 126 ? buffer.getShort(at + 2) & 0xFFFF : buffer.getLong(at + 2);
    }

    private void frame(Socket socket, byte[] bytes, int at, int end, long now) {
        int payload = at + headerLength(bytes, at);
        boolean last = (bytes[at] & 0x80) != 0;
        int opcode = bytes[at] & 0x0F;
        if (opcode == PING) {
            send(socket, PONG, bytes, payload, end - payload);
        } else if (opcode == CLOSE) {
            String why = end - payload < 2
                    ? "closed"
                    : "closed " + ByteBuffer.wrap(bytes).getShort(payload) + " "
                            + new String(bytes, payload + 2, end - payload - 2, StandardCharsets.UTF_8);
            fail(socket, socket.closing ? null : why);
        } else if (opcode < CLOSE && last && socket.parts == null) {
            traffic.text(socket, bytes, payload, end, now);
        } else if (opcode < CLOSE) {
            if (socket.parts == null) {
                socket.parts = new ByteArrayOutputStream();
            }
            socket.parts.write(bytes, payload, end - payload);
            if (last) {
                byte[] whole = socket.parts.toByteArray();
                socket.parts = null;
                traffic.text(socket, whole, 0, whole.length, now);
            }
        }
    }

    /** Sends a text message. */
    public void send(Socket socket, byte[] text) {
        send(socket, TEXT, text, 0, text.length);
    }

    private void send(Socket socket, int opcode, byte[] bytes, int from, int length) {
        out.clear();
        out.put((byte) (0x80 | opcode));
        if (length < 126) {
            out.put((byte) (0x80 | length));
        } else {
            out.put((byte) (0x80 | 126)).putShort((short) length);
        }
        out.putInt(0).put(bytes, from, length).flip();
        try {
            write(socket);
        } catch (IOException e) {
            fail(socket, e.toString());
        }
    }

    private void write(Socket socket) throws IOException {
        if (socket.unsent == null) {
            socket.channel.write(out);
        }
        if (out.hasRemaining()) {
            int before = socket.unsent == null ? 0 : socket.unsent.remaining();
            ByteBuffer all = ByteBuffer.allocate(before + out.remaining());
            if (before > 0) {
                all.put(socket.unsent);
            }
            socket.unsent = all.put(out).flip();
            socket.key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        }
    }

    /** Says good-bye, and ends the connection when the server answers. */
    public void close(Socket socket) {
        if (socket.phase == Phase.OPEN) {
            socket.closing = true;
            send(socket, CLOSE, new byte[]{0x03, (byte) 0xE8}, 0, 2);
        }
    }

    /** Ends a connection without a word, as a client does that lost its network. */
    public void cut(Socket socket) {
        fail(socket, null);
    }

    private void fail(Socket socket, String why) {
        if (socket.phase != Phase.CLOSED) {
            socket.phase = Phase.CLOSED;
            socket.failure = why;
            try {
                socket.channel.close();
            } catch (IOException e) {
                socket.failure = e.toString();
            }
            traffic.closed(socket, System.nanoTime());
        }
    }

    /** Ends all connections without a word. */
    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            ((Socket) key.attachment()).channel.close();
        }
        selector.close();
    }
}
