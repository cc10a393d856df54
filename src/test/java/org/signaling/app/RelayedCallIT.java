package org.signaling.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.signaling.testing.TestIssuers.ALPHA;
import static org.signaling.testing.TestIssuers.BETA;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.signaling.testing.BrowserTest;
import org.signaling.testing.Chromium;
import org.signaling.testing.Coturn;
import org.signaling.testing.NeedsCoturn;
import org.signaling.testing.Person;
import org.signaling.testing.TestUser;

/** A call of two people who reach each other by a TURN server alone, with what the server gave them for it. */
@NeedsCoturn
class RelayedCallIT extends BrowserTest {

    private final TestUser adaUser = newUser(ALPHA, "Ada");
    private final TestUser graceUser = newUser(BETA, "Grace");

    @TempDir
    Path directory;

    /** Somebody who is online and whose calls may use relays and nothing else. */
    private Person behindAFirewall(TestUser user) {
        BrowserContext profile = profile(new NewContextOptions());
        profile.addInitScript(Chromium.script("/relay-only.js"));
        return at(localhost(), profile).hasCookie(user.token()).comes().isOnline();
    }

    /** The one TURN server that the page was given over its socket. */
    private static JsonNode turn(Person person) {
        List<JsonNode> answers = person.received().stream()
                .filter(frame -> frame.path("type").asText().equals("iceServers")).toList();
        assertThat(answers).hasSize(1);
        JsonNode servers = answers.get(0).path("body").path("iceServers");
        assertThat(servers).hasSize(1);
        return servers.get(0);
    }

    private static Map<?, ?> route(Person person) {
        return (Map<?, ?>) person.page().evaluate("route()");
    }

    private static double number(Map<?, ?> route, String key) {
        return ((Number) route.get(key)).doubleValue();
    }

    private static void picturesComeByRelay(Person person) {
        Map<?, ?> before = route(person);
        person.seesAMovingPicture();
        // the figures are some milliseconds behind the picture
        Map<?, ?> after = await().pollInSameThread().until(() -> route(person),
                now -> number(now, "frames") > number(before, "frames")
                        && number(now, "bytes") > number(before, "bytes"));

        System.out.println(before + " -> " + after);
        assertThat(after.get("local")).isEqualTo("relay");
        assertThat(after.get("offered")).isEqualTo(List.of("relay"));
        assertThat(after.get("server")).isEqualTo(turn(person).path("urls").path(0).asText());
    }

    @Test
    void picturesGoThroughTheTurnServerWithTheCredentialsFromTheSocket() {
        List<String> turnUsers;
        Coturn coturn = new Coturn(directory);
        try (coturn) {
            Person ada = behindAFirewall(adaUser);
            Person grace = behindAFirewall(graceUser);

            talk(ada, grace, graceUser);

            picturesComeByRelay(ada);
            picturesComeByRelay(grace);
            turnUsers = List.of(turn(ada).path("username").asText(), turn(grace).path("username").asText());
            ada.hangsUp();
            grace.seesTheList();
        }
        assertThat(turnUsers).doesNotHaveDuplicates().allSatisfy(user -> assertThat(coturn.log())
                .contains("user <" + user + ">: incoming packet ALLOCATE processed, success"));
    }
}
