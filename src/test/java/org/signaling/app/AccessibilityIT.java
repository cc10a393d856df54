package org.signaling.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.signaling.testing.TestIssuers.ALPHA;
import static org.signaling.testing.TestIssuers.BETA;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.options.ColorScheme;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.signaling.testing.BrowserTest;
import org.signaling.testing.Person;
import org.signaling.testing.TestUser;

/** The page's main states under axe, light and dark; a picture of each goes to {@code target/screenshots}. */
class AccessibilityIT extends BrowserTest {

    private static final Set<String> GRAVE = Set.of("serious", "critical");

    private final TestUser adaUser = newUser(ALPHA, "Ada");
    private final TestUser graceUser = newUser(BETA, "Grace");

    /** The page's own policy lets no foreign script in, and axe is one. */
    private Person somebody(ColorScheme scheme) {
        return at(localhost(), profile(new NewContextOptions().setBypassCSP(true).setColorScheme(scheme)));
    }

    private static void check(Person person, String state) {
        person.picture(state);
        assertThat(new AxeBuilder(person.page()).analyze().getViolations())
                .filteredOn(finding -> GRAVE.contains(finding.getImpact()))
                .extracting(finding -> finding.getId() + ": " + finding.getHelp() + " " + finding.getNodes())
                .as(state).isEmpty();
    }

    @Test
    void noMainStateOfThePageHasASeriousFinding() {
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

        grace.hangsUp();
        ada.isTold("hung up.");
        check(ada, "after-the-call");
    }
}
