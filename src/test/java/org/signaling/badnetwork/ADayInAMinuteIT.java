package org.signaling.badnetwork;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.signaling.testing.TestIssuers.ALPHA;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.CDPSession;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.signaling.testing.Chromium;
import org.signaling.testing.NeedsChromium;
import org.signaling.testing.Person;
import org.signaling.testing.ServerWithProvider;
import org.signaling.testing.TestIssuer;
import org.signaling.testing.TestUser;

/**
 * What {@code LongDayIT} does by a clock of its own, in real time and therefore shorter: sign-ins last for fifteen
 * seconds, the provider is away for longer than that, and the page's timers stand still for half a minute while its socket
 * dies.
 */
@NeedsChromium
class ADayInAMinuteIT {

    private static final long LIFETIME_SECONDS = 15;
    private static final Duration OUTAGE = Duration.ofSeconds(25);
    private static final Duration SLEEP = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Chromium chromium;
    private ServerWithProvider house;
    private Person alice;

    @BeforeEach
    void aliceSignsIn() {
        chromium = new Chromium();
        house = new ServerWithProvider();
        house.provider().accessToken(
                token -> token.claim("exp", Instant.now().getEpochSecond() + LIFETIME_SECONDS));
        alice = new Person(chromium.profile(new NewContextOptions()), house.address());
        house.signsIn(alice);
    }

    @AfterEach
    void end() {
        chromium.close();
        house.close();
    }

    private static void lasts(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(5)).until(() -> true);
    }

    private void isConnectedAndRenewed() {
        await("connected").atMost(PATIENCE).pollInSameThread()
                .until(() -> alice.at("connection-text").textContent().equals("Connected"));
        long before = renewals();
        await("renewed").atMost(PATIENCE).pollInSameThread().until(() -> renewals() > before);
    }

    private long renewals() {
        return alice.received().stream().filter(frame -> frame.path("type").asText().equals("refresh")).count();
    }

    /** Has the page's timers stand still, or go on. */
    private void freeze(CDPSession session, boolean frozen) {
        JsonObject state = new JsonObject();
        state.addProperty("state", frozen ? "frozen" : "active");
        session.send("Page.setWebLifecycleState", state);
    }

    @Test
    void aRestartAnOutageOfTheProviderAndASleepLeaveThePageConnectedRenewedAndReadyToRing() {
        isConnectedAndRenewed();

        house.server().stop();
        house.server().start();
        isConnectedAndRenewed();

        house.provider().answer(exchange -> TestIssuer.send(exchange, 500, "text/plain", "out of order"));
        lasts(OUTAGE);
        house.provider().work();
        isConnectedAndRenewed();

        int connections = alice.connections();
        CDPSession session = alice.page().context().newCDPSession(alice.page());
        freeze(session, true);
        house.line().forget();
        lasts(SLEEP);
        freeze(session, false);
        await("a new connection").atMost(PATIENCE).pollInSameThread().until(() -> alice.connections() > connections);
        isConnectedAndRenewed();

        TestUser bobUser = TestUser.of(ALPHA.token("bob", "Bob"));
        Person bob = new Person(chromium.profile(new NewContextOptions()), house.server().address())
                .hasCookie(bobUser.token()).comes().isOnline();
        ServerWithProvider.ringsAlice(bob);
        assertThat(alice.at("ring-name")).hasText("Bob");
        assertThat(alice.trouble()).isEmpty();
    }
}
