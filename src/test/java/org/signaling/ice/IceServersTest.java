package org.signaling.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.signaling.message.IceServer;
import org.signaling.message.UserId;
import org.signaling.testing.ManualClock;
import org.signaling.testing.TestSettings;

class IceServersTest {

    private static final UserId ALICE = new UserId("https://idp.example/a", "alice");

    private final ManualClock clock = new ManualClock();

    private IceServers with(String... settings) {
        return new IceServers(TestSettings.with(settings), clock);
    }

    private IceServers withTurn() {
        return with("signaling.ice.turn", "turn:turn.example:3478?transport=udp, turns:turn.example",
                "signaling.ice.turn-secret", "north", "signaling.ice.turn-ttl", "600");
    }

    @Test
    void withNothingConfiguredTheListIsEmpty() {
        assertThat(with().answer(ALICE))
                .isEqualTo("{\"type\":\"iceServers\",\"body\":{\"iceServers\":[],\"ttl\":3600}}");
    }

    @Test
    void aStunServerNeedsNoCredential() {
        assertThat(with("signaling.ice.stun", "stun:stun.example:3478,stun:[2001:db8::1]").answer(ALICE))
                .isEqualTo("{\"type\":\"iceServers\",\"body\":{\"iceServers\":"
                        + "[{\"urls\":[\"stun:stun.example:3478\",\"stun:[2001:db8::1]\"]}],\"ttl\":3600}}");
    }

    @Test
    void aTurnCredentialIsTheHmacOfItsExpiryAndOfWhoAsks() throws Exception {
        IceServer turn = withTurn().servers(ALICE).get(0);

        assertThat(turn.urls()).containsExactly("turn:turn.example:3478?transport=udp", "turns:turn.example");
        long expiry = clock.instant().plus(Duration.ofMinutes(10)).getEpochSecond();
        assertThat(turn.username()).matches(expiry + ":[A-Za-z0-9_-]{16}").doesNotContain("alice");
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec("north".getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
        assertThat(turn.credential()).isEqualTo(
                Base64.getEncoder().encodeToString(mac.doFinal(turn.username().getBytes(StandardCharsets.UTF_8))));
        assertThat(turn).asString().doesNotContain(turn.credential());
    }

    @Test
    void usersAreToldApartAndAlwaysCalledTheSame() {
        IceServers servers = withTurn();
        List<String> names = List.of(servers.servers(ALICE).get(0).username(),
                servers.servers(new UserId("https://idp.example/b", "alice")).get(0).username());

        assertThat(names).doesNotHaveDuplicates();
        assertThat(servers.servers(ALICE).get(0).username()).isEqualTo(names.get(0));
    }
}
