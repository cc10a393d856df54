package org.signaling.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A WebSocket (RFC 6455) over a plain socket, for tests of the transport itself: it can reset its connection, read
 * nothing, and leave pings unanswered, which it does as long as nobody reads. Sending: all threads; reading: one.
 */
public final class RawSocket implements AutoCloseable {

    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    /** RFC 6455, section 5.5.2. */
    public static final int PING = 9;
    private static final int PONG = 10;
    private static final String EXTENSIONS = "Sec-WebSocket-Extensions:";
    private static final int CONNECT_TIMEOUT = 30_000;
    /** Its mask, which hides nothing from anybody. */
    private static final byte[] MASK = new byte[4];

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private volatile int closeCode;
    private String pong;
    private String extensions = "";
    /** What was sent last may be a part of a frame: a pong after it would become part of the payload. Guarded by out. */
    private boolean withinFrame;

    /** The server answered the handshake with another status than 101. */
    public static final class RefusedException extends IOException {

        private static final long serialVersionUID = 1;
        private final int status;

        RefusedException(String statusLine) {
            super(statusLine);
            status = Integer.parseInt(statusLine.split(" ")[1]);
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }
    }

    private RawSocket(Socket socket) throws IOException {
        this.socket = socket;
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = socket.getOutputStream();
    }

    /**
     * Connects with a token in the header.
     *
     * @throws RefusedException if the server refuses the handshake
     */
    public static RawSocket open(URI address, String token) throws IOException {
        return open(address, token, "");
    }

    /**
     * Connects with a token in the header, and offers subprotocols.
     *
     * @param subprotocols separated by commas; empty for none
     * @throws RefusedException if the server refuses the handshake
     */
    public static RawSocket open(URI address, String token, String subprotocols) throws IOException {
        Socket socket = new Socket(InetAddress.getByName(address.getHost()), address.getPort());
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(CONNECT_TIMEOUT);
            RawSocket raw = new RawSocket(socket);
            raw.handshake(address, token, subprotocols);
            String status = raw.line();
            if (!status.startsWith("HTTP/1.1 101")) {
                throw new RefusedException(status);
            }
            for (String header = raw.line(); !header.isEmpty(); header = raw.line()) {
                if (header.regionMatches(true, 0, EXTENSIONS, 0, EXTENSIONS.length())) {
                    raw.extensions = header.substring(EXTENSIONS.length()).strip();
                }
            }
            socket.setSoTimeout(0);
            return raw;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Which extensions the server chose; empty for none. Compression was offered, as browsers do (RFC 7692). */
    public String extensions() {
        return extensions;
    }

    /** What the last pong carried that came while something else was read; null if none did. */
    public String pong() {
        return pong;
    }

    /** Asks for a connection with a token in the header, and ends it at once, without waiting for the answer. */
    public static void openAndLeave(URI address, String token) throws IOException {
        try (RawSocket raw = new RawSocket(new Socket(InetAddress.getByName(address.getHost()), address.getPort()))) {
            raw.handshake(address, token, "");
        }
    }

    private void handshake(URI address, String token, String subprotocols) throws IOException {
        out.write(("GET / HTTP/1.1\r\nHost: " + address.getAuthority() + "\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + EXTENSIONS + " permessage-deflate\r\nSec-WebSocket-Version: 13\r\nAuthorization: Bearer " + token
                + "\r\n"
                + (subprotocols.isEmpty() ? "" : "Sec-WebSocket-Protocol: " + subprotocols + "\r\n") + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.readByte(); c != '\n'; c = in.readByte()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** Sends a text message. */
    public void send(String text) throws IOException {
        frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a frame of any kind with any bytes in it, be they fit or not. */
    public void frame(int opcode, byte[] payload) throws IOException {
        write(0x80 | opcode, payload);
    }

    /** Sends a fragment of a text message (RFC 6455, section 5.4). */
    public void fragment(boolean first, boolean last, String part) throws IOException {
        write((last ? 0x80 : 0) | (first ? TEXT : 0), part.getBytes(StandardCharsets.UTF_8));
    }

    private void write(int firstByte, byte[] payload) throws IOException {
        byte[] frame = masked(firstByte, payload);
        synchronized (out) {
            out.write(frame);
        }
    }

    private void answerPing(byte[] payload) throws IOException {
        byte[] frame = masked(0x80 | PONG, payload);
        synchronized (out) {
            if (!withinFrame) {
                out.write(frame);
            }
        }
    }

    private static byte[] masked(int firstByte, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 14);
        frame.write(firstByte);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else {
            // up to 64 KB, which is as much as the server takes by default
            frame.write(0x80 | 126);
            frame.write(payload.length >>> 8);
            frame.write(payload.length);
        }
        frame.writeBytes(MASK);
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    /** Sends bytes as they are, be they a frame or not; from now on pings are left unanswered. */
    public void bytes(byte[] bytes) throws IOException {
        synchronized (out) {
            withinFrame = true;
            out.write(bytes);
        }
    }

    /**
     * Sends the head of a text message and as much of it as is said; the rest never comes.
     *
     * @param announced how many bytes the head promises, more than 65,535
     * @param sent how many of them are sent, fewer than are announced
     */
    public void begin(long announced, int sent) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(14).put((byte) (0x80 | TEXT)).put((byte) (0x80 | 127)).putLong(announced)
                .put(MASK);
        byte[] payload = new byte[Math.min(sent, 0x10000)];
        Arrays.fill(payload, (byte) ' ');
        synchronized (out) {
            withinFrame = true;
            out.write(head.array());
            for (int left = sent; left > 0; left -= payload.length) {
                out.write(payload, 0, Math.min(left, payload.length));
            }
        }
    }

    /**
     * Waits for the next text message, and answers pings meanwhile.
     *
     * @return null if the server closed the connection properly, see {@link #closeCode}
     * @throws IOException if the connection broke
     */
    public String read() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        while (true) {
            int first = in.readUnsignedByte();
            byte[] payload = payload();
            switch (first & 0x0f) {
                case PING -> answerPing(payload);
                case PONG -> pong = new String(payload, StandardCharsets.UTF_8);
                case CLOSE -> {
                    closeCode = payload.length < 2 ? 1005 : (payload[0] & 0xff) << 8 | payload[1] & 0xff;
                    return null;
                }
                default -> {
                    message.writeBytes(payload);
                    if ((first & 0x80) != 0) {
                        return message.toString(StandardCharsets.UTF_8);
                    }
                }
            }
        }
    }

    private byte[] payload() throws IOException {
        long length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] payload = in.readNBytes(Math.toIntExact(length));
        if (payload.length < length) {
            throw new EOFException("the connection ended within a frame");
        }
        return payload;
    }

    /** The close code of the server's close frame; 0 before it came. */
    public int closeCode() {
        return closeCode;
    }

    /** Asks the server to close: its answer ends {@link #read}. */
    public void sendClose() throws IOException {
        frame(CLOSE, new byte[]{1000 >>> 8, (byte) 1000});
    }

    /** Waits until the server has ended the connection too, and leaves unread what still came. */
    public void awaitEnd() throws IOException {
        while (in.read() >= 0) {
            // nothing is expected any more
        }
    }

    /** Ends the connection with a TCP reset, whatever is under way. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
