package org.signaling.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.signaling.testing.TestIssuers.ALPHA;
import static org.signaling.testing.TestIssuers.BETA;

import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.signaling.testing.BrowserTest;
import org.signaling.testing.Person;
import org.signaling.testing.TestUser;

/** Calls between two people at the page, each in a browser profile of their own. */
class CallIT extends BrowserTest {

    private final TestUser adaUser = newUser(ALPHA, "Ada");
    private final TestUser graceUser = newUser(BETA, "Grace");
    private Person ada;
    private Person grace;

    @BeforeEach
    void bothComeOnline() {
        ada = online(adaUser);
        grace = online(graceUser);
    }

    @Test
    void whoAcceptsIsSeenAndSees() {
        ada.rings(graceUser);
        assertThat(grace.at("ring-name")).hasText("Ada");
        grace.accepts();

        ada.seesAMovingPicture();
        grace.seesAMovingPicture();
    }

    @Test
    void whoDeclinesIsLeftAloneAndTheCallerIsTold() {
        ada.rings(graceUser);
        grace.at("decline").click();

        ada.isTold("Grace⁩ declined.");
        grace.isTold("You declined the call from ⁨Ada⁩.");
        ada.seesTheList();
        grace.seesTheList();
        assertThat(grace.at("ring")).isHidden();
    }

    @Test
    void whoHangsUpEndsTheCallForBoth() {
        talk(ada, grace, graceUser);

        grace.hangsUp();

        grace.seesTheList();
        ada.seesTheList();
        ada.isTold("Grace⁩ hung up.");
    }

    @Test
    void whoAcceptsHasTheFocusInTheCallAndAfterwardsOnWhomToCallAgain() {
        ada.rings(graceUser);
        grace.accepts();
        assertThat(grace.at("call-heading")).isFocused();
        grace.seesAMovingPicture();

        grace.hangsUp();
        assertThat(grace.row(adaUser).getByTestId("call-audio")).isFocused();
    }

    @Test
    void whoIsMutedIsShownSoToTheOther() {
        talk(ada, grace, graceUser);
        assertThat(grace.at("peer-silent")).isHidden();

        ada.page().keyboard().press("m");

        assertThat(ada.at("mute")).hasText("Unmute");
        assertThat(grace.at("peer-silent")).isVisible();
        assertThat(grace.at("live")).containsText("Ada⁩: microphone off");
        ada.at("mute").click();
        assertThat(grace.at("peer-silent")).isHidden();
    }

    @Test
    void whoRangInVainIsListedAndCanBeCalledBack() {
        ada.rings(graceUser);
        assertThat(grace.at("ring")).isVisible();
        ada.hangsUp();

        assertThat(grace.at("missed-call")).hasCount(1);
        assertThat(grace.at("missed-call").locator(".name")).hasText("Ada");
        grace.at("call-back").click();
        ada.accepts();
        grace.seesAMovingPicture();
        grace.hangsUp();
        grace.at("dismiss").click();
        assertThat(grace.at("missed-calls")).isHidden();
    }

    @Test
    void whoSignsOutInACallIsAskedFirst() {
        talk(ada, grace, graceUser);

        ada.at("sign-out").click();
        ada.at("sign-out-no").click();
        ada.seesAMovingPicture();
        ada.at("sign-out").click();
        ada.at("sign-out-yes").click();

        grace.isTold("Ada⁩ hung up.");
    }

    @Test
    void aMomentWithoutANetworkDoesNotLeaveThePageOffline() {
        ada.page().context().setOffline(true);
        assertThat(ada.at("connection-text")).hasText("Offline");
        assertThat(ada.row(graceUser).getByTestId("call-video")).isDisabled();
        ada.page().context().setOffline(false);

        ada.isOnline();
        assertThat(ada.row(graceUser).getByTestId("call-video")).isEnabled();
    }

    @Test
    void theDetailsOfTheConnectionAndTheDevicesCanBeSeen() {
        talk(ada, grace, graceUser);

        ada.at("details").click();
        assertThat(ada.at("details-list")).containsText("Direct, from device to device, UDP");
        assertThat(ada.at("details-list")).containsText(Pattern.compile("\\d+ ms"));
        ada.at("details-close").click();
        ada.at("settings").click();
        ada.at("check").click();
        assertThat(ada.at("check-picture")).isVisible();
        assertThat(ada.at("check-heard")).hasText("Your microphone works.");
        ada.at("settings-close").click();
        grace.seesAMovingPicture();
    }

    @Test
    void theOtherTabStopsRingingWhenOneAccepts() {
        Person graceElsewhere = secondTab(grace);
        ada.rings(graceUser);
        assertThat(graceElsewhere.at("ring")).isVisible();

        grace.accepts();

        assertThat(graceElsewhere.at("ring")).isHidden();
        graceElsewhere.isTold("The call was answered on another device.");
        ada.seesAMovingPicture();
        grace.seesAMovingPicture();
    }
}
