package org.signaling.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.signaling.testing.TestIssuers.ALPHA;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.signaling.testing.RawSocket;
import org.signaling.testing.ServerTest;
import org.signaling.testing.SocketClient;
import org.signaling.testing.SocketClient.Handshake;
import org.signaling.testing.TestIssuers;
import org.signaling.testing.TestUser;

/** What an evil client tries, and that others do not notice. */
class EvilClientIT extends ServerTest {

    private static final int TEXT = 1;
    private static final String BAD_UTF8_IN_A_STRING = "7b2274797065223a22";

    private final TestUser alice = newUser(ALPHA, "alice");
    private final TestUser eve = newUser(ALPHA, "eve");

    private Map<String, String> from(String address, String token) {
        return Map.of("X-Forwarded-For", address, "Authorization", "Bearer " + token);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"ff", "c0af", "e28228", "eda080", "f4908080", "f09f98", "80"})
    void aTextThatIsNoUtf8ClosesItsConnectionAndNoOther(String bytes) throws IOException {
        SocketClient other = connect(alice);
        try (RawSocket socket = RawSocket.open(socket(), eve.token())) {
            socket.frame(TEXT, HexFormat.of().parseHex(BAD_UTF8_IN_A_STRING + bytes + "227d"));
            assertThat(endOf(socket)).isEqualTo(1007);
        }
        assertThat(other.users()).contains(alice.info());
    }

    private static int endOf(RawSocket socket) throws IOException {
        while (socket.read() != null) {
            // presence of others
        }
        return socket.closeCode();
    }

    @Test
    void anAddressWhoseHandshakesWereRefusedTooOftenIsTurnedAwayAndOthersAreNot() {
        int tries = 300;
        String forged = TestIssuers.ALPHA.builder().signBy(input -> new byte[256]).build();
        List<CompletableFuture<Handshake>> refused = new ArrayList<>();
        for (int i = 0; i < tries; i++) {
            refused.add(SocketClient.tryConnect(oneSocket(), from("203.0.113.66", forged)));
        }
        assertThat(refused).extracting(handshake -> handshake.join().status()).containsOnly(401);

        // one comes back each 200 ms, so that not each of these is turned away
        List<Handshake> next = IntStream.range(0, 20)
                .mapToObj(i -> SocketClient.handshake(oneSocket(), from("203.0.113.66", forged))).toList();
        Handshake turnedAway = next.stream().filter(handshake -> handshake.status() == 429).findFirst().orElseThrow();
        assertThat(turnedAway.header("Retry-After")).hasValueSatisfying(
                seconds -> assertThat(Integer.parseInt(seconds)).isBetween(1, 60));
        assertThat(turnedAway.header("WWW-Authenticate")).isEmpty();

        assertThat(handshake(from("203.0.113.67", alice.token())).status()).isEqualTo(101);
        assertThat(handshake(from("203.0.113.66, 203.0.113.68", alice.token())).status()).isEqualTo(101);
    }

    @Test
    void typesAndIdsThatAreTooLongOrCannotBeSeenAreAnsweredAndReachNobody() {
        SocketClient a = connect(alice);
        SocketClient e = connect(eve);

        e.send(alice.message("Call\\u202eOffer", "1"));
        assertThat(e.await("error").text()).contains("bad-message", "cannot be seen").doesNotContain("Call");
        e.send(alice.message("x".repeat(65), "1"));
        assertThat(e.await("error").text()).contains("bad-message").doesNotContain("xxx");
        e.send("{\"id\":\"" + "y".repeat(300) + "\"," + alice.message("Any", "1").substring(1));
        assertThat(e.await("error").text()).contains("bad-message").doesNotContain("yyy");
        e.send(alice.message("Any", "\"\\u202e\""));

        assertThat(a.await("Any").text()).isEqualTo(eve.delivered("Any", "\"\\u202e\""));
        assertThat(a.unread()).noneMatch(frame -> frame.json().has("origin"));
    }
}
