package org.signaling.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.signaling.testing.TestIssuers.ALPHA;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.signaling.testing.BrowserTest;
import org.signaling.testing.Person;

/** What a page with a script of its own can do, in a real browser. */
class OwnPageIT extends BrowserTest {

    private static final String CONNECT = "protocols => new Promise(resolve => {"
            + " const socket = new WebSocket(`ws://${location.host}/`, protocols);"
            + " socket.onopen = () => { resolve(socket.protocol || 'none'); socket.close(); };"
            + " socket.onerror = () => resolve('failed'); })";

    @Test
    void aPageConnectsWithTheTokenAmongTheSubprotocols() {
        String token = "signaling.token." + newUser(ALPHA, "Ada").token();
        Person ada = somebody().comes();

        assertThat(ada.page().evaluate(CONNECT, List.of("signaling.v1", token))).isEqualTo("signaling.v1");
        assertThat(ada.page().evaluate(CONNECT, List.of(token, "signaling.presence.v1")))
                .isEqualTo("signaling.presence.v1");
        assertThat(ada.page().evaluate(CONNECT, List.of("signaling.v1", "signaling.token.x"))).isEqualTo("failed");
        assertThat(ada.page().evaluate(CONNECT, List.of("signaling.v1"))).isEqualTo("failed");
        // Chromium gives up where it offered some and none comes back: hence signaling.v1
        assertThat(ada.page().evaluate(CONNECT, List.of(token))).isEqualTo("failed");
    }
}
