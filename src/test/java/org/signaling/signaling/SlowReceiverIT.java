package org.signaling.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.signaling.testing.TestIssuers.ALPHA;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.signaling.testing.RawSocket;
import org.signaling.testing.ServerTest;
import org.signaling.testing.SocketClient;
import org.signaling.testing.TestUser;

/** Receivers that stop reading, and what others notice of it: nothing. Among the last, because it measures time. */
@Order(Integer.MAX_VALUE)
class SlowReceiverIT extends ServerTest {

    private static final int PAIRS = 10;
    private static final int STALLED = 10;
    private static final int MESSAGES = 30;
    /** More than may wait for each by as many as leave for the machine's own buffers meanwhile, one each 100 ms. */
    private static final int FLOOD = 30;
    /** And so many again later, when those buffers have taken more. Each is answered, and so many answers find room. */
    private static final int REFILL = FLOOD / 2;
    private static final int ROUNDS = 3;
    /** A receiver is sent one message each 100 ms: those that come as seldom leave at once. */
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(150) / PAIRS;
    /** Whoever takes presence in batches and never asks is told of nobody: comings and goings are not measured here. */
    private static final List<String> NO_PRESENCE = List.of("signaling.presence.v1");
    /** What a machine that does other things besides may take: ratios below it mean nothing. */
    private static final double FLOOR_MILLIS = 30;
    private static final double MOST = 1.5;

    private final List<RawSocket> stalled = new ArrayList<>();

    @AfterEach
    void reset() throws IOException {
        for (RawSocket each : stalled) {
            each.reset();
        }
    }

    @Test
    void aReceiverThatStopsReadingLeavesTheMessagesOfOthersAsQuickAsTheyWere() throws IOException {
        List<TestUser> users = IntStream.range(0, 2 * PAIRS).mapToObj(i -> newUser(ALPHA, "calm")).toList();
        List<TestUser> slow = IntStream.range(0, STALLED).mapToObj(i -> newUser(ALPHA, "slow")).toList();
        for (TestUser user : slow) {
            stalled.add(RawSocket.open(socket(), user.token()));
        }
        SocketClient flooder = closeLater(SocketClient.open(socket(), newUser(ALPHA, "flooder").token()));
        List<SocketClient> clients = users.stream().map(user -> closeLater(SocketClient.tryConnect(socket(),
                Map.of("Authorization", "Bearer " + user.token()), NO_PRESENCE).join().client())).toList();
        clients.forEach(SocketClient::joined);

        double before = p99(clients, users);
        String large = "\"" + "x".repeat(60_000) + "\"";
        for (TestUser user : slow) {
            IntStream.range(0, FLOOD).forEach(i -> flooder.send(user.message("Flood", large)));
        }
        for (TestUser user : slow) {
            flooder.await("the queue of a receiver that does not read is full",
                    frame -> frame.text().contains("target-busy") && frame.text().contains(user.subject()));
            IntStream.range(0, REFILL).forEach(i -> flooder.send(user.message("Flood", large)));
        }
        double after = p99(clients, users);
        for (int round = 1; round < ROUNDS && after > MOST * Math.max(before, FLOOR_MILLIS); round++) {
            after = Math.min(after, p99(clients, users));
        }

        Files.writeString(Path.of(System.getProperty("server.log")).resolveSibling("slow-receiver.txt"), String.format(
                "p99 of calm pairs: %.1f ms, beside %d receivers that do not read: %.1f ms%n", before, STALLED, after),
                StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        assertThat(after).as("p99 in ms; before it was " + before)
                .isLessThanOrEqualTo(MOST * Math.max(before, FLOOR_MILLIS));
        assertThat(clients).allMatch(SocketClient::isOpen);
    }

    /** The 99th percentile of the time from one client to another, in milliseconds. */
    private static double p99(List<SocketClient> clients, List<TestUser> users) {
        long[] sent = new long[MESSAGES * PAIRS];
        long next = System.nanoTime();
        for (int i = 0; i < sent.length; i++) {
            // whoever is late does not catch up: two in a row would wait for one another
            next = Math.max(next, System.nanoTime() - PAUSE / 2) + PAUSE;
            LockSupport.parkNanos(next - System.nanoTime());
            int pair = i % PAIRS;
            sent[i] = System.nanoTime();
            clients.get(pair).send(users.get(PAIRS + pair).message("Time", "" + i));
        }
        long[] took = new long[sent.length];
        for (int i = 0; i < sent.length; i++) {
            int number = i;
            took[i] = clients.get(PAIRS + i % PAIRS).await("message " + i, frame -> frame.type().equals("Time")
                    && frame.json().path("body").asInt() == number).nanos() - sent[i];
        }
        Arrays.sort(took);
        return took[took.length * 99 / 100 - 1] / 1e6;
    }
}
