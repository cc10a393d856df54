package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.signaling.testing.ServerTest;
import org.signaling.testing.SocketClient;
import org.signaling.testing.SocketClient.Handshake;
import org.signaling.testing.TestIssuers;
import org.signaling.testing.TestUser;

/** Handshakes that come at once, so that some of them wait for their turn. */
class HandshakeCrowdIT extends ServerTest {

    private static final int USERS = 120;
    private static final Duration COLD_SERVER = Duration.ofMinutes(1);
    private static final String BATCHES = "signaling.presence.v1";

    private record Attempt(TestUser user, CompletableFuture<Handshake> handshake) {
    }

    @Test
    void whoWaitsForItsTurnIsAnsweredLikeAnybodyElse() throws Exception {
        double before = metric("signaling_handshakes_waited_total");
        Awaitility.await().atMost(COLD_SERVER).until(() -> {
            comeAtOnce();
            return metric("signaling_handshakes_waited_total") > before;
        });

        assertThat(metric("signaling_handshakes_waiting")).isZero();
    }

    private void comeAtOnce() {
        List<Attempt> good = new ArrayList<>();
        List<Attempt> forged = new ArrayList<>();
        for (int i = 0; i < USERS; i++) {
            TestUser user = newUser(TestIssuers.ALPHA, "crowd");
            if (i % 10 == 0) {
                forged.add(attempt(user, user.token().substring(0, user.token().lastIndexOf('.')) + ".AAAA"));
            } else {
                good.add(attempt(user, user.token()));
            }
        }
        for (Attempt attempt : forged) {
            Handshake refused = attempt.handshake().join();
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.header("WWW-Authenticate")).hasValueSatisfying(
                    challenge -> assertThat(challenge).contains("The token's signature is wrong"));
            assertThat(refused.header(RequestId.HEADER)).isPresent();
        }
        List<SocketClient> open = new ArrayList<>();
        for (Attempt attempt : good) {
            Handshake taken = attempt.handshake().join();
            assertThat(taken.status()).isEqualTo(101);
            open.add(closeLater(taken.client()));
            assertThat(taken.client().subprotocol()).isEqualTo(BATCHES);
        }
        for (int i = 0; i < open.size(); i++) {
            TestUser user = good.get(i).user();
            open.get(i).send(user.message("Self", "" + i));
            assertThat(open.get(i).await("Self").text()).isEqualTo(user.delivered("Self", "" + i));
        }
        open.forEach(SocketClient::close);
    }

    private Attempt attempt(TestUser user, String token) {
        return new Attempt(user,
                SocketClient.tryConnect(oneSocket(), Map.of("Authorization", "Bearer " + token), List.of(BATCHES)));
    }
}
