package org.signaling.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.signaling.handshake.ClientAddress;
import org.signaling.message.EndedSession;
import org.signaling.testing.LogLines;

class BackchannelLogoutTest {

    private static final ClientAddress FROM = new ClientAddress("192.0.2.1", "192.0.2.1");
    private static final ClientAddress ISSUER = new ClientAddress("192.0.2.2", "192.0.2.2");

    private final SignInHouse house = new SignInHouse();
    private final List<EndedSession> ended = new ArrayList<>();
    private final BackchannelLogout logout = new BackchannelLogout(house.verifier, session -> {
        ended.add(session);
        return 2;
    }, house::nanos);

    @AfterEach
    void close() {
        house.close();
    }

    private String token() {
        return house.provider.issuer().logoutToken().build();
    }

    private String forged() {
        return house.provider.issuer().logoutToken().signWith(house.other.issuer().key()).build();
    }

    @Test
    void aLogoutTokenEndsItsSession() {
        assertThat(logout.logout("x=y&logout_token=" + token() + "&z", FROM).status()).isEqualTo(200);

        assertThat(ended).singleElement().satisfies(session -> {
            assertThat(session.subject()).isEqualTo("alice");
            assertThat(session.session()).isEqualTo("s-1");
        });
    }

    @Test
    void whateverElseComesEndsNothingAndTheLogHasNoToken() {
        String token = token();
        List<String> lines = LogLines.of(BackchannelLogout.class, () -> {
            for (String form : new String[]{"", "logout_token", "logout_token=", "logout_token=%zz", "token=" + token,
                "logout_token=" + token + "&logout_token=" + token, "logout_token=" + token + "x"}) {
                Answer answer = logout.logout(form, FROM);
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.json()).isEqualTo("{\"error\":\"invalid_request\"}");
            }
        });

        assertThat(ended).isEmpty();
        assertThat(lines).hasSize(7).allMatch(line -> line.startsWith("logout refused from=192.0.2.1 reason="))
                .noneMatch(line -> line.contains(token.substring(0, 20)));
    }

    @Test
    void whoSendsForgedOnesAgainAndAgainIsNotListenedToForAWhileAndAllOthersAre() {
        for (int i = 0; i < BackchannelLogout.MAX_FORGED; i++) {
            assertThat(logout.logout("logout_token=" + forged(), FROM).status()).isEqualTo(400);
        }
        assertThat(logout.logout("logout_token=" + token(), FROM).status()).isEqualTo(429);
        assertThat(logout.logout("logout_token=" + token(), ISSUER).status()).isEqualTo(200);
        house.clock.advance(Duration.ofSeconds(1));
        assertThat(logout.logout("logout_token=" + token(), FROM).status()).isEqualTo(200);
    }

    @Test
    void whatIsGoodAlwaysGetsThrough() {
        for (int i = 0; i < 3 * BackchannelLogout.MAX_FORGED; i++) {
            assertThat(logout.logout("logout_token=" + token(), ISSUER).status()).isEqualTo(200);
        }
    }
}
