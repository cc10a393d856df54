package org.signaling.bench.client;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Clients in a process of their own, of the least priority (nice 19), that announce messages of {@value #ANNOUNCED}
 * bytes all at once and never end them.
 */
public final class Attack implements AutoCloseable {

    private static final int ANNOUNCED = 4_000_000;
    private static final int SENT = 3_900_000;
    private static final int PIECE = 65_536;
    private static final int CLOSE = 8;
    private static final int TOO_BIG = 1009;

    /**
     * How it ended.
     *
     * @param tooBig how many connections were closed with 1009
     * @param others how many ended otherwise
     * @param lastMillis when the last one ended, in milliseconds after the beginning
     */
    public record Outcome(int tooBig, int others, long lastMillis) {
    }

    private final Process process;
    private final BufferedReader out;

    /**
     * Opens the connections.
     *
     * @param requests an upgrade request for each; not empty
     */
    public Attack(int port, List<byte[]> requests) {
        try {
            process = new ProcessBuilder("nice", "-n", "19",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp", System.getProperty("java.class.path"), Attack.class.getName(), Integer.toString(port),
                    Integer.toString(requests.size())).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
            for (byte[] request : requests) {
                say(Base64.getEncoder().encodeToString(request));
            }
            out.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
    }

    /** Has all of them begin. */
    public void begin() {
        try {
            say("begin");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until all have ended. */
    public Outcome outcome() {
        try {
            String[] words = out.readLine().split(" ");
            return new Outcome(Integer.parseInt(words[0]), Integer.parseInt(words[1]), Long.parseLong(words[2]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** The other process. */
    public static void main(String... args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        List<Attacker> attackers = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            attackers.add(new Attacker(Integer.parseInt(args[0]), Base64.getDecoder().decode(in.readLine())));
        }
        System.out.println("ready");
        in.readLine();
        long begun = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(2 * attackers.size());
        List<CompletableFuture<Integer>> ends = attackers.stream().map(each -> {
            threads.execute(each::send);
            return CompletableFuture.supplyAsync(each::end, threads);
        }).toList();
        int tooBig = (int) ends.stream().filter(end -> end.join() == TOO_BIG).count();
        System.out.println(tooBig + " " + (ends.size() - tooBig) + " " + (System.nanoTime() - begun) / 1_000_000);
        System.exit(0);
    }

    private static final class Attacker {
        private final DataInputStream in;
        private final OutputStream out;

        Attacker(int port, byte[] request) throws IOException {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            out = socket.getOutputStream();
            out.write(request);
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.readByte());
            }
            if (!head.toString().startsWith("HTTP/1.1 101")) {
                throw new IOException(head.toString());
            }
        }

        void send() {
            try {
                out.write(
                        ByteBuffer.allocate(14).put((byte) 0x81).put((byte) 0xFF).putLong(ANNOUNCED).putInt(0).array());
                byte[] piece = "x".repeat(PIECE).getBytes(StandardCharsets.US_ASCII);
                for (int left = SENT; left > 0; left -= PIECE) {
                    out.write(piece, 0, Math.min(left, PIECE));
                }
            } catch (IOException e) {
                // the server has ended the connection
            }
        }

        /** The close code; 0 without one. */
        int end() {
            try {
                while (true) {
                    int opcode = in.readByte() & 0x0F;
                    int length = in.readByte() & 0x7F;
                    byte[] payload = in.readNBytes(length == 127
                            ? (int) in.readLong()
                            : length == 126 ? in.readUnsignedShort() : length);
                    if (opcode == CLOSE) {
                        return ByteBuffer.wrap(payload).getShort();
                    }
                }
            } catch (IOException e) {
                return 0;
            }
        }
    }
}
