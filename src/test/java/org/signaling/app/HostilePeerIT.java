package org.signaling.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.signaling.testing.TestIssuers.ALPHA;
import static org.signaling.testing.TestIssuers.BETA;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.signaling.testing.BrowserTest;
import org.signaling.testing.Person;
import org.signaling.testing.SocketClient;
import org.signaling.testing.TestUser;

/** A user who sends what no good client would, to people at the page. */
class HostilePeerIT extends BrowserTest {

    private static final String HTML = "<img src=x onerror=alert(1)>";
    private static final String BAD_SDP = "\"sdp\":\"v=0\\r\\no=<script>alert(1)</script>\\r\\nm=nonsense\\r\\n\"";

    private final TestUser adaUser = newUser(ALPHA, "Ada");
    private final TestUser graceUser = newUser(BETA, "Grace");
    private final TestUser malloryUser = newUser(ALPHA, HTML);
    private Person ada;
    private SocketClient mallory;

    @BeforeEach
    void bothComeOnline() {
        ada = online(adaUser);
        mallory = connect(malloryUser);
    }

    private void sends(String kind, String call, String more) {
        mallory.send(adaUser.message("call",
                "{\"kind\":\"" + kind + "\",\"call\":\"" + call + "\",\"device\":\"mallory\"" + more + "}"));
    }

    private static String malformed(String type) {
        return ",\"description\":{\"type\":\"" + type + "\"," + BAD_SDP + "}";
    }

    private JsonNode hears(String kind) {
        return mallory.await(kind, frame -> frame.json().path("body").path("kind").asText().equals(kind)).json()
                .path("body");
    }

    /** Nothing of what Mallory wrote has become an element. */
    private static void seesNoHtmlOfMallory(Person person) {
        assertThat(person.page().locator("img[src=x], script:not([src='app.js'])")).hasCount(0);
    }

    @Test
    void aNameOfHtmlIsTextInTheListInTheRingingAndInWhatIsToldAfterwards() {
        assertThat(ada.row(malloryUser).locator(".name")).hasText(HTML);

        sends("ring", "first", ",\"video\":\"" + HTML + "\",\"reason\":\"" + HTML + "\"");
        assertThat(ada.at("ring-name")).hasText(HTML);
        seesNoHtmlOfMallory(ada);
        sends("cancel", "first", ",\"reason\":\"" + HTML + "\"");

        ada.isTold(HTML + "⁩ rang and hung up again.");
        seesNoHtmlOfMallory(ada);
    }

    @Test
    void aMalformedOfferEndsThatCallAndNoOther() {
        ada.rings(malloryUser);
        sends("accept", hears("ring").path("call").asText(), malformed("offer"));

        ada.isTold("The call with ⁨" + HTML + "⁩ could not be connected.");
        ada.seesTheList();
        seesNoHtmlOfMallory(ada);

        talk(ada, online(graceUser), graceUser);
    }

    @Test
    void aMalformedAnswerEndsTheCallThatWasAccepted() {
        sends("ring", "second", ",\"video\":true");
        ada.accepts();
        hears("accept");
        sends("description", "second", malformed("answer"));

        ada.isTold("could not be connected.");
        ada.seesTheList();
        ada.isOnline();
    }

    @Test
    void whoKnowsTheNameOfACallOfOthersCannotDisturbIt() {
        Person grace = online(graceUser);
        talk(ada, grace, graceUser);
        String call = ada.sent().stream().filter(frame -> frame.path("type").asText().equals("call"))
                .findFirst().orElseThrow().path("body").path("call").asText();

        sends("description", call, malformed("offer"));
        sends("hangup", call, "");
        mallory.send(adaUser.message("call", "\"" + HTML + "\""));
        sends("ring", "third", "");

        hears("busy");
        ada.seesAMovingPicture();
        grace.seesAMovingPicture();
        seesNoHtmlOfMallory(ada);
    }
}
