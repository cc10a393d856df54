package org.signaling.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.signaling.testing.TestIssuers.ALPHA;
import static org.signaling.testing.TestIssuers.BETA;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.signaling.testing.BrowserTest;
import org.signaling.testing.Person;
import org.signaling.testing.TestUser;

/** The page's main states under axe, light and dark; a picture of each goes to {@code target/screenshots}. */
class AccessibilityIT extends BrowserTest {

    private final TestUser adaUser = newUser(ALPHA, "Ada");
    private final TestUser graceUser = newUser(BETA, "Grace");

    /** The page's own policy lets no foreign script in, and axe is one. */
    private Person somebody(ColorScheme scheme) {
        return at(localhost(), profile(new NewContextOptions().setBypassCSP(true).setColorScheme(scheme)));
    }

    private static void check(Person person, String state) {
        person.picture(state);
        assertThat(new AxeBuilder(person.page()).analyze().getViolations())
                .extracting(finding -> finding.getId() + ": " + finding.getHelp() + " " + finding.getNodes())
                .as(state).isEmpty();
    }

    @Test
    void noMainStateOfThePageHasAFinding() {
        Person ada = somebody(ColorScheme.LIGHT).comes();
        Person grace = somebody(ColorScheme.DARK).comes();
        assertThat(ada.at("view-signin")).isVisible();
        assertThat(grace.at("view-signin")).isVisible();
        check(ada, "sign-in");
        check(grace, "sign-in-dark");

        ada.hasCookie(adaUser.token()).comes().isOnline();
        check(ada, "nobody-there");
        grace.hasCookie(graceUser.token()).comes().isOnline();
        assertThat(ada.row(graceUser)).isVisible();
        assertThat(grace.row(adaUser)).isVisible();
        check(ada, "people");
        check(grace, "people-dark");
        checkDialogs(ada, "");
        checkDialogs(grace, "-dark");

        ada.rings(graceUser);
        assertThat(grace.at("accept")).isVisible();
        assertThat(ada.at("call-status")).hasText("Ringing…");
        check(ada, "calling");
        check(grace, "ringing-dark");

        grace.accepts();
        ada.seesAMovingPicture();
        grace.seesAMovingPicture();
        check(ada, "call");
        check(grace, "call-dark");

        for (Person person : List.of(ada, grace)) {
            person.at("mute").click();
        }
        checkCall(ada, "");
        checkCall(grace, "-dark");

        grace.hangsUp();
        ada.isTold("hung up.");
        check(ada, "after-the-call");
        missOneAnother(ada, grace);
        check(ada, "missed");
        check(grace, "missed-dark");
    }

    private static void checkDialogs(Person person, String scheme) {
        person.at("settings").click();
        person.at("check").click();
        assertThat(person.at("check-picture")).isVisible();
        check(person, "settings" + scheme);
        person.at("show-shortcuts").click();
        check(person, "shortcuts" + scheme);
        person.at("shortcuts-close").click();
        person.at("settings-close").click();
    }

    private static void checkCall(Person person, String scheme) {
        assertThat(person.at("peer-silent")).isVisible();
        check(person, "call-muted" + scheme);
        person.at("details").click();
        assertThat(person.at("details-list")).containsText(" ms");
        check(person, "details" + scheme);
        person.at("details-close").click();
        person.at("sign-out").click();
        check(person, "sign-out" + scheme);
        person.at("sign-out-no").click();
    }

    private void missOneAnother(Person ada, Person grace) {
        for (boolean first : new boolean[]{true, false}) {
            Person caller = first ? ada : grace;
            Person callee = first ? grace : ada;
            caller.rings(first ? graceUser : adaUser);
            assertThat(callee.at("ring")).isVisible();
            caller.hangsUp();
            assertThat(callee.at("missed-call")).isVisible();
        }
    }

    @Test
    void whoMayNotUseCameraAndMicrophoneIsToldOfBothAndCanTryAgain() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            Person ada = somebody(scheme);
            ada.page().addInitScript("navigator.mediaDevices.getUserMedia = async () => {"
                    + " throw new DOMException('no', 'NotAllowedError'); }");
            ada.hasCookie(adaUser.token()).comes().isOnline();
            Person grace = online(graceUser);
            ada.rings(graceUser);
            assertThat(ada.at("call-note").locator("p")).hasCount(2);
            assertThat(ada.at("mute")).hasText("No microphone – try again");
            assertThat(ada.at("camera")).hasText("No camera – try again");
            check(ada, "denied-" + scheme.name().toLowerCase(Locale.ROOT));
            ada.hangsUp();
            grace.seesTheList();
            grace.page().close();
            ada.page().close();
        }
    }
}
