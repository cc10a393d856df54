package org.signaling.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.signaling.testing.TestIssuers.ALPHA;

import java.net.InetSocketAddress;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.signaling.testing.BrowserTest;
import org.signaling.testing.FreePort;
import org.signaling.testing.Person;
import org.signaling.testing.TcpProxy;

/** What people see at the page whose token the server does not take. */
class RefusedTokenIT extends BrowserTest {

    private static void isAskedToSignIn(Person person) {
        assertThat(person.at("view-signin")).isVisible();
        assertThat(person.at("sign-in-realm-a")).hasText("Sign in with Realm A");
        assertThat(person.at("account")).isHidden();
    }

    @Test
    void whoComesWithGarbageForATokenIsAskedToSignIn() {
        isAskedToSignIn(somebody().hasCookie("garbage").comes());
    }

    @Test
    void whoComesWithAnExpiredTokenIsAskedToSignIn() {
        isAskedToSignIn(somebody().hasCookie(ALPHA.builder().claim("exp", 1).build()).comes());
    }

    @Test
    void whoseTokenIsRefusedAtAReconnectIsToldSoAndAskedToSignIn() {
        int port = FreePort.any();
        try (TcpProxy cable = new TcpProxy(port, new InetSocketAddress("localhost", page().getPort()))) {
            Person ada = onlineAt(URI.create("http://localhost:" + port + "/"), newUser(ALPHA, "Ada"));

            ada.hasCookie("garbage");
            cable.cut();
            cable.mend();

            isAskedToSignIn(ada);
            assertThat(ada.at("signin-text"))
                    .hasText("The server did not accept your sign-in. Sign in again to go on.");
        }
    }
}
