package org.signaling.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.signaling.testing.TestIssuers.ALPHA;
import static org.signaling.testing.TestIssuers.BETA;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.signaling.testing.Examples;
import org.signaling.testing.Examples.Example;
import org.signaling.testing.ServerTest;
import org.signaling.testing.SocketClient;
import org.signaling.testing.SocketClient.Frame;
import org.signaling.testing.TestUser;

/** What a client sees on the wire. Last of all: it measures time, and Keycloak is gone by then. */
@Order(Integer.MAX_VALUE)
class SignalingIT extends ServerTest {

    private static final long MILLISECOND = 1_000_000;

    private final TestUser alice = newUser(ALPHA, "alice");
    private final TestUser bob = newUser(BETA, "bob");

    static List<Example> good() {
        return Examples.good();
    }

    @Test
    void aMessageArrivesWithItsSenderAndTheAnswerGoesTheOtherWay() {
        SocketClient a = connect(alice);
        SocketClient b = connect(bob);

        a.send(bob.message("Call-Offer", "{\"sdp\":\"offer\"}"));
        assertThat(b.await("Call-Offer").text()).isEqualTo(alice.delivered("Call-Offer", "{\"sdp\":\"offer\"}"));

        b.send(alice.message("Call-Answer", "{\"sdp\":\"answer\"}"));
        assertThat(a.await("Call-Answer").text()).isEqualTo(bob.delivered("Call-Answer", "{\"sdp\":\"answer\"}"));
    }

    @Test
    void everyGoodExampleArrivesWithItsBodyKeptLetterByLetterAndTheTrueOrigin() {
        SocketClient a = connect(alice);
        SocketClient b = connect(bob);

        for (Example example : good()) {
            Example message = example.to(bob);
            if (message.text().contains("\"type\":\"userList\"")) {
                continue;
            }
            a.send(message.text());
            Frame arrived = b.await(example.name(), frame -> !frame.type().startsWith("userO"));
            String body = message.body();
            assertThat(arrived.text()).as(example.name())
                    .contains(",\"origin\":" + alice.id())
                    .doesNotContain("mallory")
                    .endsWith(body == null ? alice.id() + "}" : ",\"body\":" + body + "}");
            assertThat(arrived.json().path("type").asText()).as(example.name())
                    .isEqualTo(SocketClient.json(message.text()).path("type").asText());
            assertThat(arrived.json().has("target")).as(example.name()).isFalse();
        }
        assertThat(a.unread()).noneMatch(frame -> frame.type().equals("error"));
    }

    @Test
    void aMessageInManyFramesIsOneMessage() {
        SocketClient a = connect(alice);
        SocketClient b = connect(bob);
        String message = bob.message("Any", "\"ä€😀\"");

        int third = message.length() / 3;
        a.sendPart(message.substring(0, third), false);
        a.sendPart(message.substring(third, 2 * third), false);
        a.sendPart(message.substring(2 * third), true);

        assertThat(b.await("Any").text()).isEqualTo(alice.delivered("Any", "\"ä€😀\""));
    }

    @Test
    void aMessageToOneselfArrives() {
        SocketClient a = connect(alice);

        a.send(alice.message("Any", "1"));

        assertThat(a.await("Any").text()).isEqualTo(alice.delivered("Any", "1"));
    }

    @Test
    void everyConnectionOfTheTargetGetsTheMessage() {
        SocketClient a = connect(alice);
        SocketClient first = connect(bob);
        SocketClient second = connect(bob);

        a.send(bob.message("Any", "1"));

        assertThat(first.await("Any").text()).isEqualTo(alice.delivered("Any", "1"));
        assertThat(second.await("Any").text()).isEqualTo(alice.delivered("Any", "1"));
    }

    @Test
    void thirtyMessagesAtOnceArriveInOrderOneEachHundredMilliseconds() {
        SocketClient a = connect(alice);
        SocketClient b = connect(bob);
        b.users();

        long start = System.nanoTime();
        IntStream.range(0, 30).forEach(i -> a.send(bob.message("Any", "" + i)));

        List<Frame> frames = IntStream.range(0, 30)
                .mapToObj(i -> b.await("message " + i, frame -> frame.type().equals("Any"))).toList();
        assertThat(frames).extracting(frame -> frame.json().path("body").asInt())
                .isEqualTo(IntStream.range(0, 30).boxed().toList());
        // whoever holds this process up makes a frame later, never earlier: these two hold on a busy machine as well
        assertThat(IntStream.range(0, 30).boxed()).as("none comes before its time").allSatisfy(
                i -> assertThat(frames.get(i).nanos() - start).isGreaterThanOrEqualTo(i * 95 * MILLISECOND));
        assertThat(gaps(b.received()).stream().sorted().skip(15).findFirst().orElseThrow()).as("the median gap")
                .isGreaterThanOrEqualTo(95 * MILLISECOND);
    }

    /** Between messages of any kind: presence counts too. */
    private static List<Long> gaps(List<Frame> frames) {
        return IntStream.range(1, frames.size())
                .mapToObj(i -> frames.get(i).nanos() - frames.get(i - 1).nanos()).toList();
    }

    @Test
    void everyHostileExampleIsAnsweredAndTheSenderStays() {
        SocketClient a = connect(alice);
        connect(bob);

        int answered = 0;
        for (Example example : Examples.hostile()) {
            Example message = example.to(bob);
            a.send(message.text());
            assertError(a, example.name(), example.errorCode(), message.id());
            answered++;
            if (answered % 10 == 0) {
                // sense in between, so that nonsense does not add up
                a.users();
            }
        }
        assertThat(a.isOpen()).isTrue();
    }

    private static JsonNode assertError(SocketClient client, String what, String code, String id) {
        JsonNode body = client.await("the answer to " + what, frame -> frame.type().equals("error")).json()
                .path("body");
        assertThat(body.path("code").asText()).as(what).isEqualTo(code);
        assertThat(body.path("message").asText()).as(what).isNotBlank();
        assertThat(body.path("request").isObject()).as(what).isTrue();
        assertThat(body.path("request").has("id")).as(what).isEqualTo(id != null);
        if (id != null) {
            assertThat(body.path("request").path("id")).as(what).isEqualTo(SocketClient.json(id));
        }
        return body;
    }

    @Test
    void anOfflineTargetIsReportedToTheSenderWithTypeTargetAndId() {
        SocketClient a = connect(alice);

        a.send("{\"id\":{\"call\":[7]},\"type\":\"Call-Offer\",\"target\":" + bob.id() + ",\"body\":1}");

        JsonNode error = assertError(a, "a message to nobody", "target-offline", "{\"call\":[7]}");
        assertThat(error.path("request")).isEqualTo(SocketClient.json(
                "{\"type\":\"Call-Offer\",\"target\":" + bob.id() + ",\"id\":{\"call\":[7]}}"));
        assertThat(a.users()).contains(alice.info());
    }

    @Test
    void theSameSubjectOfAnotherIssuerIsAnotherUser() {
        SocketClient a = connect(alice);
        TestUser twin = TestUser.of(BETA.token(alice.subject(), "twin"));

        a.send(twin.message("Any", "1"));

        assertError(a, "a message to the twin", "target-offline", null);
    }

    @Test
    void aBinaryMessageIsRefusedAndTheSenderStays() {
        SocketClient a = connect(alice);

        a.sendBinary((byte) 1, (byte) 2, (byte) 3);

        assertError(a, "a binary message", "bad-message", null);
        assertThat(a.users()).contains(alice.info());
    }

    @ParameterizedTest
    @ValueSource(ints = {65_537, 500_000})
    void aMessageThatIsTooLargeIsRefusedAndTheSenderStays(int length) {
        SocketClient a = connect(alice);
        connect(bob);
        int rest = length - bob.message("Any", "\"\"").length();

        a.send(bob.message("Any", "\"" + "x".repeat(rest) + "\""));

        assertError(a, "a message of " + length + " bytes", "too-large", null);
        assertThat(a.users()).contains(alice.info());
    }

    @Test
    void aMessageThatIsTooLargeInManyFramesIsRefusedToo() {
        SocketClient a = connect(alice);
        String part = "x".repeat(1_000);

        a.sendPart("\"", false);
        IntStream.range(0, 70).forEach(i -> a.sendPart(part, false));
        a.sendPart("\"", true);

        assertError(a, "a large message in frames", "too-large", null);
        assertThat(a.users()).contains(alice.info());
    }

    @Test
    void aMessageOfTheLargestSizeArrives() {
        SocketClient a = connect(alice);
        SocketClient b = connect(bob);
        int rest = 65_536 - bob.message("Any", "\"\"").length();
        String body = "\"" + "x".repeat(rest) + "\"";

        a.send(bob.message("Any", body));

        assertThat(b.await("Any").text()).isEqualTo(alice.delivered("Any", body));
    }

    @Test
    void nonsenseWithoutEndClosesTheConnection() {
        SocketClient a = connect(alice);

        IntStream.range(0, 20).forEach(i -> a.send("nonsense"));

        assertThat(a.awaitClose()).isEqualTo(1008);
    }

    @Test
    void aBusyTargetIsReportedToTheSenderAndStaysConnected() {
        SocketClient a = connect(alice);
        SocketClient b = connect(bob);

        IntStream.range(0, 60).forEach(i -> a.send(bob.message("Any", "" + i)));

        JsonNode error = assertError(a, "too many messages", "target-busy", null);
        assertThat(error.path("request").path("target")).isEqualTo(SocketClient.json(bob.id()));
        assertThat(b.isOpen()).isTrue();
        assertThat(a.isOpen()).isTrue();
        b.await("the second message", frame -> frame.type().equals("Any") && frame.json().path("body").asInt() == 1);
    }
}
