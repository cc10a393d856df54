package org.signaling.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.signaling.testing.TestIssuers.ALPHA;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.signaling.testing.RawSocket;
import org.signaling.testing.ServerTest;
import org.signaling.testing.SocketClient;
import org.signaling.testing.TestUser;

/** Messages that wait for a connection, at one each 100 ms, when the connection ends. */
class WaitingMessagesIT extends ServerTest {

    private static final int MESSAGES = 30;
    /** All answers come at the pace of 100 ms too. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** What a reset may meet between the server and its client. */
    private static final int IN_THE_NETWORK = 3;

    private final TestUser receiver = newUser(ALPHA, "receiver");
    private SocketClient sender;

    @BeforeEach
    void connectTheSender() {
        sender = connect(newUser(ALPHA, "sender"));
    }

    private void sendAll() {
        for (int i = 0; i < MESSAGES; i++) {
            sender.send("{\"type\":\"Any\",\"id\":" + i + ",\"target\":" + receiver.id() + ",\"body\":" + i + "}");
        }
    }

    private static List<Integer> bodies(List<SocketClient.Frame> frames) {
        return frames.stream().filter(frame -> frame.type().equals("Any"))
                .map(frame -> frame.json().path("body").asInt()).toList();
    }

    /** Which messages came back as {@code target-offline}. */
    private List<Integer> offline() {
        return sender.received().stream().filter(frame -> frame.type().equals("error"))
                .map(frame -> frame.json().path("body"))
                .filter(body -> body.path("code").asText().equals("target-offline"))
                .map(body -> body.path("request").path("id").asInt(-1)).toList();
    }

    private static List<Integer> all() {
        return IntStream.range(0, MESSAGES).boxed().toList();
    }

    @Test
    void eachOneThatDidNotArriveComesBackAndNoneOfTheOthersWhenTheReceiverLeaves() {
        SocketClient there = connect(receiver);
        sendAll();
        there.await("the third message", frame -> frame.type().equals("Any") && frame.text().contains("\"body\":2"));

        there.close();

        List<Integer> arrived = bodies(there.received());
        await().atMost(PATIENCE).until(() -> offline().size() + arrived.size() >= MESSAGES);
        List<Integer> accounted = new ArrayList<>(arrived);
        accounted.addAll(offline());
        assertThat(accounted).containsExactlyInAnyOrderElementsOf(all());
        assertThat(arrived).as("most of them waited").hasSizeLessThan(MESSAGES / 2);
    }

    @Test
    void theyComeBackWhenTheReceiversConnectionBreaks() throws IOException {
        List<Integer> arrived = Collections.synchronizedList(new ArrayList<>());
        try (RawSocket there = RawSocket.open(socket(), receiver.token())) {
            there.send("{\"type\":\"userList\"}");
            String text = there.read();
            while (!text.contains("userList")) {
                text = there.read();
            }
            sendAll();
            while (arrived.size() < 3) {
                text = there.read();
                if (text.startsWith("{\"type\":\"Any\"")) {
                    arrived.add(SocketClient.json(text).path("body").asInt());
                }
            }
            there.reset();
        }

        await().atMost(PATIENCE).until(() -> offline().size() + arrived.size() >= MESSAGES - IN_THE_NETWORK);
        assertThat(offline()).doesNotHaveDuplicates().doesNotContainAnyElementsOf(arrived);
    }

    @Test
    void theyStayWhereAnotherConnectionOfTheReceiverGetsThem() {
        SocketClient phone = connect(receiver);
        SocketClient there = connect(receiver);
        sendAll();
        there.await("Any");

        there.close();

        await().atMost(PATIENCE).until(() -> bodies(phone.received()).equals(all()));
        sender.users();
        assertThat(offline()).isEmpty();
    }
}
