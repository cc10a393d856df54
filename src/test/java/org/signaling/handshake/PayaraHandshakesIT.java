package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.signaling.testing.RawSocket;
import org.signaling.testing.ServerTest;
import org.signaling.testing.SocketClient;
import org.signaling.testing.SocketClient.Handshake;
import org.signaling.testing.TestIssuers;
import org.signaling.testing.TestUser;

/** Payara uses the objects of a request again for another client, so nobody may hold on to them for too long. */
class PayaraHandshakesIT extends ServerTest {

    private static final int AT_ONCE = 120;
    private static final int ROUNDS = 5;

    @Test
    void whoeverIsClosedAtOnceOrLeavesWhileItWaitsHarmsNobody() throws Exception {
        TestUser busy = newUser(TestIssuers.ALPHA, "busy");
        TestUser gone = newUser(TestIssuers.ALPHA, "gone");
        for (int round = 0; round < ROUNDS; round++) {
            List<CompletableFuture<Handshake>> attempts = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                // more than a user may have
                attempts.add(SocketClient.tryConnect(oneSocket(),
                        Map.of("Authorization", "Bearer " + busy.token())));
                if (i % 4 == 0) {
                    RawSocket.openAndLeave(oneSocket(), gone.token());
                }
            }
            for (CompletableFuture<Handshake> attempt : attempts) {
                Handshake taken = attempt.join();
                assertThat(taken.status()).isEqualTo(101);
                taken.client().vanish();
            }
        }
        assertThat(logSoFar()).doesNotContain("a handshake that waited failed", "a request failed");
        assertThat(metric("signaling_handshakes_waiting")).isZero();
    }
}
