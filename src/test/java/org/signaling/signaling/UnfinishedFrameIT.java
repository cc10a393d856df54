package org.signaling.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.signaling.testing.TestIssuers.ALPHA;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.signaling.testing.RawSocket;
import org.signaling.testing.ServerJvm;
import org.signaling.testing.ServerTest;
import org.signaling.testing.SocketClient;
import org.signaling.testing.TestUser;

/** Messages that begin and never end: their connections do, and nothing of them stays in the server's memory. */
class UnfinishedFrameIT extends ServerTest {

    private static final int CONNECTIONS = 100;
    private static final int USERS = 4;
    private static final int ANNOUNCED = 4_000_000;
    private static final int SENT = 3_900_000;
    private static final int PIECE = 65_536;
    private static final int MORE_HEAP = 20_000_000;
    /** Ten seconds are what is promised; the rest is for machines with other things to do. */
    private static final Duration END = Duration.ofSeconds(30);

    private final TestUser alice = newUser(ALPHA, "alice");
    private final TestUser bob = newUser(ALPHA, "bob");

    /** Ways never to come to an end. */
    enum Unfinished {
        /** One frame that is far longer than what comes of it. */
        TEXT(0x81, ANNOUNCED, new byte[SENT], false),
        /** The same in bytes that are no text. */
        BINARY(0x82, ANNOUNCED, new byte[SENT], false),
        /** One that would be fine if it came. */
        SHORT_TEXT(0x81, 200, new byte[100], false),
        /** Fragments, each of which is fine. */
        FRAGMENTS(0x01, 1_000, new byte[1_000], true);

        private final byte[] begin;
        private final byte[] more;

        Unfinished(int first, int announced, byte[] sent, boolean fragments) {
            Arrays.fill(sent, (byte) 'x');
            begin = frame(first, announced, sent);
            more = fragments ? frame(0, announced, sent) : null;
        }

        private static byte[] frame(int first, int announced, byte[] sent) {
            byte[] head = head(first, announced);
            return ByteBuffer.allocate(head.length + sent.length).put(head).put(sent).array();
        }

        private static byte[] head(int first, int length) {
            byte[] small = {(byte) first, (byte) (0x80 | length), 0, 0, 0, 0};
            return length < 126
                    ? small
                    : length < 65_536
                            ? ByteBuffer.allocate(8).put((byte) first).put((byte) 0xFE).putShort((short) length)
                                    .putInt(0).array()
                            : ByteBuffer.allocate(14).put((byte) first).put((byte) 0xFF).putLong(length).putInt(0)
                                    .array();
        }

        /** Sends what there is, until the server takes no more. */
        void sendTo(RawSocket socket) {
            try {
                sendAll(socket, begin);
                for (int i = 0; more != null && i < SENT / more.length; i++) {
                    socket.bytes(more);
                }
            } catch (IOException e) {
                // the server has ended the connection
            }
        }

        private static void sendAll(RawSocket socket, byte[] bytes) throws IOException {
            for (int i = 0; i < bytes.length; i += PIECE) {
                socket.bytes(Arrays.copyOfRange(bytes, i, Math.min(i + PIECE, bytes.length)));
            }
        }
    }

    private RawSocket open(TestUser user) {
        try {
            return RawSocket.open(socket(), user.token());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The close code; 0 if the connection ended without. */
    private static int endOf(RawSocket socket) {
        try {
            while (socket.read() != null) {
                // presence of others
            }
            return socket.closeCode();
        } catch (IOException e) {
            return 0;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMessageThatDoesNotBecomeWholeEndsItsConnectionWithinSecondsAndNoOther(Unfinished message) throws IOException {
        SocketClient other = connect(alice);
        try (RawSocket socket = open(bob)) {
            CompletableFuture<Integer> end = CompletableFuture.supplyAsync(() -> endOf(socket));
            message.sendTo(socket);

            assertThat(end).succeedsWithin(END).satisfies(code -> assertThat(code).isIn(0, 1007, 1008, 1009));
        }
        assertThat(other.users()).contains(alice.info());
    }

    @ParameterizedTest
    @ValueSource(ints = {0x81, 0x82})
    void aFrameWithoutAMaskEndsItsConnection(int first) throws IOException {
        try (RawSocket socket = open(bob)) {
            socket.bytes(new byte[]{(byte) first, 2, '{', '}'});

            assertThat(CompletableFuture.supplyAsync(() -> endOf(socket))).succeedsWithin(END)
                    .satisfies(code -> assertThat(code).isIn(0, 1002));
        }
    }

    /** Nobody can have a small message become a large one. */
    @Test
    void compressionIsNotTakenUpAndAFrameThatClaimsToBeCompressedEndsItsConnection() throws IOException {
        try (RawSocket socket = open(bob)) {
            assertThat(socket.extensions()).isEmpty();
            socket.bytes(new byte[]{(byte) 0xC1, (byte) 0x82, 0, 0, 0, 0, '{', '}'});

            assertThat(CompletableFuture.supplyAsync(() -> endOf(socket))).succeedsWithin(END)
                    .satisfies(code -> assertThat(code).isIn(0, 1002));
        }
    }

    @Test
    void pingsAreAnsweredWithWhatCameWithThemAlsoBetweenTheFragmentsOfAMessage() throws IOException {
        TestUser user = newUser(ALPHA, "pinging");
        try (RawSocket client = RawSocket.open(oneSocket(), user.token())) {
            String message = user.message("Self", "1");
            client.fragment(true, false, message.substring(0, 9));
            client.frame(RawSocket.PING, "one".getBytes(StandardCharsets.UTF_8));
            client.fragment(false, true, message.substring(9));

            assertThat(client.read()).isEqualTo(user.delivered("Self", "1"));
            client.frame(RawSocket.PING, "two".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; !"two".equals(client.pong()); i++) {
                client.send(user.message("Self", "" + i));
                client.read();
                assertThat(i).isLessThan(30);
            }
        }
    }

    @Test
    void aHundredConnectionsWithMegabytesOfMessagesThatNeverEndLeaveOthersAloneAndNothingBehind() {
        SocketClient a = connect(alice);
        SocketClient b = connect(bob);
        ServerJvm server = ServerJvm.find();
        attack(Unfinished.TEXT, USERS); // what is made once is made
        long before = server.liveHeap();

        CompletableFuture<List<Integer>> ends = CompletableFuture.supplyAsync(
                () -> attack(Unfinished.TEXT, CONNECTIONS));
        while (!ends.isDone()) {
            a.send(bob.message("Any", "1"));
            b.await("Any");
        }

        assertThat(ends.join()).as("close codes").hasSize(CONNECTIONS)
                .allSatisfy(code -> assertThat(code).isIn(0, 1009));
        assertThat(server.liveHeap()).isLessThan(before + MORE_HEAP);
    }

    private List<Integer> attack(Unfinished message, int connections) {
        List<TestUser> users = IntStream.range(0, USERS).mapToObj(i -> newUser(ALPHA, "eve")).toList();
        ExecutorService threads = Executors.newFixedThreadPool(2 * CONNECTIONS);
        List<RawSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < connections; i++) {
                sockets.add(open(users.get(i % USERS)));
            }
            List<CompletableFuture<Integer>> ends = sockets.stream()
                    .map(socket -> CompletableFuture.supplyAsync(() -> endOf(socket), threads)).toList();
            sockets.forEach(socket -> threads.execute(() -> message.sendTo(socket)));
            return ends.stream().map(end -> end.orTimeout(END.toSeconds(), TimeUnit.SECONDS).join())
                    .toList();
        } finally {
            sockets.forEach(UnfinishedFrameIT::close);
            threads.shutdownNow();
        }
    }

    private static void close(RawSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed
        }
    }
}
