package org.signaling.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.signaling.testing.TestIssuers.ALPHA;
import static org.signaling.testing.TestIssuers.BETA;

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
