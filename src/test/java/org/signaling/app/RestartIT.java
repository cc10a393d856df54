package org.signaling.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.signaling.testing.TestIssuers.ALPHA;
import static org.signaling.testing.TestIssuers.BETA;

import org.junit.jupiter.api.Test;
import org.signaling.testing.BrowserTest;
import org.signaling.testing.OwnServer;
import org.signaling.testing.Person;
import org.signaling.testing.SocketClient;
import org.signaling.testing.TestUser;

/** What a restart of the server does to people who talk: on a server of its own, which is really restarted. */
class RestartIT extends BrowserTest {

    private final TestUser adaUser = newUser(ALPHA, "Ada");
    private final TestUser graceUser = newUser(BETA, "Grace");
    private final TestUser goneUser = newUser(ALPHA, "Gone");
    private final TestUser newUser = newUser(ALPHA, "New");

    @Test
    void aCallGoesOnWhileTheServerRestartsAndAfterwardsTheListIsRight() {
        try (OwnServer server = new OwnServer().start()) {
            Person ada = onlineAt(server.address(), adaUser);
            Person grace = onlineAt(server.address(), graceUser);
            SocketClient gone = SocketClient.open(server.socket(), goneUser.token());
            assertThat(ada.row(goneUser)).isVisible();
            talk(ada, grace, graceUser);

            server.stop();
            gone.awaitClose();
            ada.isTold("The connection to the server is lost.");
            assertThat(ada.at("call-status")).hasText("Connected. The server is away, the call goes on.");
            ada.seesAMovingPicture();
            grace.seesAMovingPicture();

            server.start();
            closeLater(SocketClient.open(server.socket(), newUser.token()));
            ada.triesNow();
            grace.triesNow();
            ada.isOnline();
            grace.isOnline();
            ada.seesAMovingPicture();
            grace.seesAMovingPicture();
            assertThat(ada.row(newUser)).hasCount(1);
            assertThat(ada.row(graceUser)).hasCount(1);
            assertThat(ada.row(goneUser)).hasCount(0);

            ada.hangsUp();
            grace.seesTheList();
            talk(grace, ada, adaUser);
        }
    }
}
