package org.signaling.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.signaling.testing.TestIssuers.ALPHA;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.signaling.testing.ServerTest;
import org.signaling.testing.SocketClient;
import org.signaling.testing.TestUser;

/** What happens on the socket when tokens end. */
class TokenEndIT extends ServerTest {

    private SocketClient connectBriefly(String subject) {
        return connectBriefly(subject, List.of("signaling.v1"));
    }

    private SocketClient connectBriefly(String subject, List<String> subprotocols) {
        long now = Instant.now().getEpochSecond();
        // issued before any other token of the user: of two, the one that was issued last counts
        String token = ALPHA.builder().claim("sub", subject).claim("iat", now - 60).claim("exp", now + 2).build();
        return closeLater(SocketClient.tryConnect(socket(), Map.of("Authorization", "Bearer " + token), subprotocols)
                .join().client());
    }

    private static String refresh(String token) {
        return "{\"type\":\"refresh\",\"body\":{\"token\":\"" + token + "\"},\"id\":7}";
    }

    @Test
    void aConnectionEndsWithItsTokenUnlessItsUserBringsAFreshOne() {
        TestUser alice = newUser(ALPHA, "Alice");
        SocketClient ending = connectBriefly(alice.subject());
        SocketClient renewed = connectBriefly(alice.subject());
        SocketClient stranger = connectBriefly(newUser(ALPHA, "mallory").subject());
        assertThat(ending.await("expiring").json().path("body").path("seconds").asInt()).isBetween(0, 5);

        renewed.send(refresh(alice.token()));
        assertThat(renewed.await("refresh").json().path("body").path("expires").asLong())
                .isGreaterThan(Instant.now().getEpochSecond() + 200);
        for (String bad : new String[]{alice.token(), "garbage", ALPHA.builder().claim("exp", 1).build()}) {
            stranger.send(refresh(bad));
            JsonNode error = stranger.await("error").json().path("body");
            assertThat(error.path("code").asText()).isEqualTo("forbidden");
            assertThat(error.path("request").path("id").asInt()).isEqualTo(7);
            assertThat(error.toString()).doesNotContain(bad);
        }

        assertThat(ending.awaitClose()).isEqualTo(4401);
        assertThat(stranger.awaitClose()).isEqualTo(4401);
        assertThat(renewed.users()).contains(alice.info());
    }

    @Test
    void aClientThatNamesNoSubprotocolIsNotWarned() {
        TestUser grace = newUser(ALPHA, "Grace");
        SocketClient original = connectBriefly(grace.subject(), List.of());

        assertThat(original.awaitClose()).isEqualTo(4401);
        assertThat(original.received()).noneMatch(frame -> frame.type().equals("expiring"));
    }
}
