package org.signaling.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.signaling.testing.TestIssuers.ALPHA;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.signaling.testing.FreePort;
import org.signaling.testing.HeldConnection;
import org.signaling.testing.RawSocket;
import org.signaling.testing.ServerJvm;
import org.signaling.testing.ServerSettings;
import org.signaling.testing.ServerTest;
import org.signaling.testing.SocketClient;
import org.signaling.testing.SocketClient.Frame;
import org.signaling.testing.SocketClient.Handshake;
import org.signaling.testing.TcpProxy;
import org.signaling.testing.TestUser;

/** However a client goes, the others hear of one coming and one going, and nothing of it stays behind. */
class GhostsIT extends ServerTest {

    private static final int AT_ONCE = 1_000;
    private static final int RESETS = 100;
    private static final int CLOSED = 1_000;
    private static final int UNANSWERED = 30;
    /** Until a peer that is silent is given up: a ping, its deadline, and a busy machine. */
    private static final Duration GIVEN_UP = Duration.ofSeconds(
            10 + 2L * (ServerSettings.number("signaling.ping-interval")
                    + ServerSettings.number("signaling.pong-timeout")));

    private final TestUser carol = newUser(ALPHA, "carol");
    private SocketClient watcher;

    @BeforeEach
    void watch() {
        watcher = connect(newUser(ALPHA, "watcher"));
    }

    private static boolean isAbout(TestUser user, Frame frame) {
        return frame.json().path("body").path("user").equals(user.info());
    }

    private List<String> heardOf(TestUser user) {
        return watcher.received().stream().filter(frame -> isAbout(user, frame)).map(Frame::type).toList();
    }

    private void awaitOnline(TestUser user) {
        await(user.subject() + " online").atMost(GIVEN_UP).until(() -> heardOf(user).contains("userOnline"));
    }

    /** Gone, and each told once: also after an answer that came later than whatever might have been told twice. */
    private void awaitGoneOnce(TestUser user) {
        await(user.subject() + " offline").atMost(GIVEN_UP).until(() -> heardOf(user).contains("userOffline"));
        JsonNode users = watcher.users();
        assertThat(users).doesNotContain(user.info());
        assertThat(heardOf(user)).containsExactly("userOnline", "userOffline");
    }

    private long connections() throws IOException, InterruptedException {
        return (long) metric("signaling_connections");
    }

    private long admitted() throws IOException, InterruptedException {
        return (long) metric("signaling_handshakes_total{outcome=\"admitted\",reason=\"none\"}");
    }

    @Test
    void aClientProcessThatIsKilledComesAndGoesOnce() {
        try (HeldConnection client = HeldConnection.open(socket(), carol.token())) {
            awaitOnline(carol);

            client.kill();

            awaitGoneOnce(carol);
        }
    }

    @Test
    void aPeerBehindACableThatFallsSilentIsGivenUpThoughOthersKeepSendingToIt() {
        int port = FreePort.any();
        try (TcpProxy cable = new TcpProxy(port, new InetSocketAddress("127.0.0.1", socket().getPort()))) {
            SocketClient client = SocketClient.open(URI.create("ws://127.0.0.1:" + port + "/"), carol.token());
            awaitOnline(carol);

            cable.silence();
            watcher.send(carol.message("Any", "1"));

            awaitGoneOnce(carol);
            watcher.send(carol.message("Any", "2"));
            assertThat(watcher.await("error").json().path("body").path("code").asText()).isEqualTo("target-offline");
            client.vanish();
        }
    }

    @Test
    void connectionsThatAreResetWhileMessagesAreOnTheirWayLeaveNothingBehind() throws Exception {
        ServerJvm server = ServerJvm.find();
        long descriptors = server.descriptors();
        // whose own answers would keep the watcher waiting
        SocketClient sender = connect(newUser(ALPHA, "sender"));
        long before = connections();
        List<TestUser> users = IntStream.range(0, RESETS).mapToObj(i -> newUser(ALPHA, "reset")).toList();
        for (TestUser user : users) {
            RawSocket client = RawSocket.open(oneSocket(), user.token());
            client.send("{\"type\":\"userList\"}");
            for (int i = 0; i < 3; i++) {
                client.send(user.message("Any", "\"" + "x".repeat(10_000) + "\""));
                sender.send(user.message("Any", "\"" + "x".repeat(10_000) + "\""));
            }
            client.reset();
        }

        await("the registry").atMost(GIVEN_UP).until(() -> connections() == before);
        assertThat(watcher.users()).doesNotContainAnyElementsOf(users.stream().map(TestUser::info).toList());
        // in place of many comings and goings a list may come, but nothing is told twice
        assertThat(users).allSatisfy(user -> assertThat(heardOf(user)).doesNotHaveDuplicates());
        awaitNoMoreThan(descriptors, server::descriptors, RESETS / 2);
    }

    /** What pools keep open for a while may be some, but not one for each connection. */
    private static void awaitNoMoreThan(long before, LongSupplier now, int more) {
        await("back to " + before).atMost(GIVEN_UP).until(() -> now.getAsLong() <= before + more);
    }

    @Test
    void aUserWhoJoinsAThousandTimesAtOnceComesOnceAndGoesOnce() throws Exception {
        long before = connections();
        ServerJvm server = ServerJvm.find();
        long descriptors = server.descriptors();
        long threads = server.threads();
        List<CompletableFuture<Handshake>> handshakes = IntStream.range(0, AT_ONCE)
                .mapToObj(i -> SocketClient.tryConnect(oneSocket(), Map.of("Authorization", "Bearer " + carol.token())))
                .toList();
        List<SocketClient> open = new ArrayList<>();
        for (CompletableFuture<Handshake> handshake : handshakes) {
            open.add(handshake.join().admitted());
        }
        int most = ServerSettings.number("signaling.limit.connections-per-user");

        await("as many as a user may have").atMost(GIVEN_UP).until(
                () -> connections() == before + most && open.stream().filter(SocketClient::isOpen).count() == most);
        open.stream().filter(client -> !client.isOpen()).forEach(
                // a busy machine may be slow to answer a ping
                client -> assertThat(client.awaitClose()).isIn(1013, 1001));
        watcher.users();
        assertThat(heardOf(carol)).containsExactly("userOnline");

        open.forEach(SocketClient::vanish);
        awaitGoneOnce(carol);
        await("the registry").atMost(GIVEN_UP).until(() -> connections() == before);
        awaitNoMoreThan(descriptors, server::descriptors, AT_ONCE / 20);
        awaitNoMoreThan(threads, server::threads, AT_ONCE / 4);
    }

    /**
     * What still comes from a client when its connection has been closed is not taken for another handshake, and however
     * fast the client answers, no thread goes on waiting.
     */
    @Test
    void whoAnswersTheClosingOfItsConnectionDoesNotComeAgainAndKeepsNoThread() throws Exception {
        long before = connections();
        long admitted = admitted();
        List<TestUser> users = IntStream.range(0, CLOSED).mapToObj(i -> newUser(ALPHA, "closed")).toList();

        users.parallelStream().forEach(this::isClosedAndAnswers);

        await("the registry").atMost(GIVEN_UP).until(() -> connections() == before);
        assertThat(admitted()).isEqualTo(admitted + CLOSED);
        ServerJvm server = ServerJvm.find();
        await("closings").atMost(GIVEN_UP)
                .untilAsserted(() -> assertThat(server.threadsWith("signaling.delivery.Connection.close")).isEmpty());
    }

    private void isClosedAndAnswers(TestUser user) {
        try (RawSocket client = closed(user)) {
            answerTheClosing(client);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A client whose connection the server has closed, and which has not answered yet. */
    private RawSocket closed(TestUser user) {
        try {
            RawSocket client = RawSocket.open(oneSocket(), user.token());
            for (int i = 0; i < ServerSettings.number("signaling.message.max-nonsense"); i++) {
                client.send("nonsense");
            }
            while (client.read() != null) {
                // what it is told about its nonsense
            }
            assertThat(client.closeCode()).isEqualTo(1008);
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answerTheClosing(RawSocket client) throws IOException {
        try {
            client.sendClose();
            client.awaitEnd();
        } catch (SocketException e) {
            // the server had ended the connection when the answer to its last ping came, and so refuses what follows
        }
    }

    /** Whose clients do not answer a close frame, or do not even read it. */
    @Test
    void aConnectionThatTheServerClosesEndsWhateverItsClientDoes() {
        ServerJvm server = ServerJvm.find();
        long descriptors = server.descriptors();
        String large = "\"" + "x".repeat(60_000) + "\"";

        List<RawSocket> silent = clients(() -> closed(newUser(ALPHA, "silent")));
        List<RawSocket> talking = clients(() -> closed(newUser(ALPHA, "talking")));
        TestUser deaf = newUser(ALPHA, "deaf");
        List<RawSocket> reading = clients(() -> RawSocket.open(oneSocket(), deaf.token()));
        try {
            await("back to " + descriptors).atMost(GIVEN_UP.multipliedBy(2)).until(() -> {
                talking.forEach(client -> goOn(client, "more"));
                // to all, of whom nobody reads: they are closed when no more of it leaves
                goOn(reading.get(0), deaf.message("Any", large));
                return server.descriptors() <= descriptors + UNANSWERED / 3;
            });
        } finally {
            Stream.of(silent, talking, reading).flatMap(List::stream).forEach(GhostsIT::end);
        }
    }

    private static List<RawSocket> clients(Callable<RawSocket> open) {
        return IntStream.range(0, UNANSWERED).mapToObj(i -> {
            try {
                return open.call();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }).toList();
    }

    private static void goOn(RawSocket client, String message) {
        try {
            client.send(message);
        } catch (IOException e) {
            // the server has ended the connection
        }
    }

    private static void end(RawSocket client) {
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
