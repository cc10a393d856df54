package org.signaling.badnetwork;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.signaling.testing.TestIssuers.ALPHA;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.signaling.testing.BrowserTest;
import org.signaling.testing.Chromium;
import org.signaling.testing.Coturn;
import org.signaling.testing.FreePort;
import org.signaling.testing.NeedsCoturn;
import org.signaling.testing.Person;
import org.signaling.testing.TcpProxy;
import org.signaling.testing.TestUser;

/**
 * Calls whose network goes away for a while: the way to the server is a proxy for each page, that of sound and pictures a
 * TURN server alone. Many more cases, which need root, are in {@code org.signaling.badnetwork}.
 */
@NeedsCoturn
class BadNetworkIT extends BrowserTest {

    private final TestUser adaUser = newUser(ALPHA, "Ada");
    private final TestUser graceUser = newUser(ALPHA, "Grace");

    @TempDir
    Path directory;
    private Coturn coturn;
    private TcpProxy adasLine;
    private TcpProxy gracesLine;
    private Person ada;
    private Person grace;

    @BeforeEach
    void twoTalk() {
        coturn = new Coturn(directory);
        adasLine = new TcpProxy(FreePort.any(), server());
        gracesLine = new TcpProxy(FreePort.any(), server());
        ada = by(adasLine, adaUser);
        grace = by(gracesLine, graceUser);
        talk(ada, grace, graceUser);
    }

    @AfterEach
    void closeLines() {
        adasLine.close();
        gracesLine.close();
        coturn.close();
    }

    private InetSocketAddress server() {
        return new InetSocketAddress("127.0.0.1", page().getPort());
    }

    private Person by(TcpProxy line, TestUser user) {
        BrowserContext profile = profile(new NewContextOptions());
        profile.addInitScript(Chromium.script("/relay-only.js"));
        profile.addInitScript(Chromium.script("/probe.js"));
        return at(URI.create("http://localhost:" + line.port() + "/"), profile).hasCookie(user.token()).comes()
                .isOnline();
    }

    private void noMedia() {
        coturn.freeze(true);
        for (Person each : List.of(ada, grace)) {
            assertThat(each.at("view-call")).hasAttribute("data-state", "interrupted");
        }
    }

    private void bothSeeEachOther() {
        ada.seesAMovingPicture();
        grace.seesAMovingPicture();
    }

    private static void hasNoLiveTrack(Person person) {
        assertThat(person.page().evaluate("probe.live()")).isEqualTo(0);
    }

    @Test
    void aCallThatATunnelInterruptsComesBackByItself() {
        adasLine.hold();
        noMedia();

        adasLine.mend();
        coturn.freeze(false);

        bothSeeEachOther();
        assertThat(ada.at("view-call")).hasAttribute("data-state", "connected");
    }

    @Test
    void whileNeitherReachesTheServerTheyTalkAndHangUp() {
        adasLine.cut();
        gracesLine.cut();
        ada.isTold("The connection to the server is lost.");
        bothSeeEachOther();

        grace.hangsUp();
        ada.seesTheList();
        hasNoLiveTrack(ada);
        hasNoLiveTrack(grace);

        adasLine.mend();
        gracesLine.mend();
        ada.isOnline();
        grace.isOnline();
        talk(grace, ada, adaUser);
    }

    @Test
    void whoHangsUpInATunnelIsRidOfCameraAndMicrophoneAndTheOtherOneHearsOfItAfterwards() {
        adasLine.hold();
        noMedia();

        ada.hangsUp();
        ada.seesTheList();
        hasNoLiveTrack(ada);
        adasLine.mend();
        coturn.freeze(false);

        grace.isTold("Ada⁩ hung up.");
        grace.seesTheList();
        hasNoLiveTrack(grace);
    }
}
