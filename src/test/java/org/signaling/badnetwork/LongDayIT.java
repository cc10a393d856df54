package org.signaling.badnetwork;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.signaling.testing.TestIssuers.ALPHA;

import com.microsoft.playwright.Browser.NewContextOptions;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.signaling.testing.BrowserTest;
import org.signaling.testing.Person;
import org.signaling.testing.ServerWithProvider;
import org.signaling.testing.TestIssuer;
import org.signaling.testing.TestUser;

/**
 * A page that is left open for hours, whose sign-in lasts for five minutes each time. The page's clock is the test's, so
 * that hours take a minute; that of the server and of the provider is the real one.
 */
class LongDayIT extends BrowserTest {

    /** Less than the page gives the server to answer, so that a real answer is never late. */
    private static final Duration STEP = Duration.ofSeconds(5);
    /** What a handshake takes of real time. */
    private static final Duration HANDSHAKE = Duration.ofSeconds(2);
    /** Ends when a renewal that is under way has ended, and the server has had time to answer on the socket. */
    private static final String SERVER_ANSWERS = "navigator.locks.request('signaling-renew', () => {})"
            + ".then(() => fetch('/signin/me')).catch(() => {})";
    /** Between two renewals there is less time than a sign-in lasts. */
    private static final Duration LIFETIME = Duration.ofMinutes(5);
    /** For what a page waits for that lost its connection and does not know it yet. */
    private static final Duration COMES_BACK = Duration.ofMinutes(4);

    private final TestUser bobUser = newUser(ALPHA, "Bob");
    private ServerWithProvider house;
    private Person alice;

    @BeforeEach
    void aliceSignsIn() {
        house = new ServerWithProvider();
        alice = at(house.address(), profile(new NewContextOptions()));
        alice.page().clock().install();
        house.signsIn(alice);
    }

    @AfterEach
    void end() {
        house.close();
    }

    /** Lets time pass for the page. */
    private void passes(Duration time) {
        awaitIn(time, () -> false);
    }

    /** Lets time pass for the page until something is so; whether it was. */
    private boolean awaitIn(Duration most, BooleanSupplier what) {
        for (Duration passed = Duration.ZERO; passed.compareTo(most) < 0; passed = passed.plus(STEP)) {
            if (what.getAsBoolean()) {
                return true;
            }
            alice.page().clock().runFor(STEP.toMillis());
            alice.page().evaluate(SERVER_ANSWERS);
        }
        return what.getAsBoolean();
    }

    /** Lets time pass for the page until something is so, with real time in between for a server that has just started. */
    private boolean comesBack(BooleanSupplier what) {
        return awaitIn(COMES_BACK, () -> {
            try {
                await().atMost(HANDSHAKE).pollInSameThread().until(what::getAsBoolean);
                return true;
            } catch (ConditionTimeoutException e) {
                return false;
            }
        });
    }

    private boolean connected() {
        return alice.at("connection-text").textContent().equals("Connected");
    }

    private long renewals() {
        return alice.received().stream().filter(frame -> frame.path("type").asText().equals("refresh")).count();
    }

    private void isRenewed() {
        long before = renewals();
        assertThat(awaitIn(LIFETIME, () -> renewals() > before)).as("renewed").isTrue();
    }

    @Test
    void twoHoursWithARestartAnOutageOfTheProviderAndASleepLeaveItConnectedRenewedAndReadyToRing() {
        passes(Duration.ofMinutes(30));
        assertThat(renewals()).isGreaterThanOrEqualTo(30 / LIFETIME.toMinutes());

        house.server().stop();
        passes(Duration.ofMinutes(5));
        assertThat(connected()).isFalse();
        house.server().start();
        assertThat(comesBack(this::connected)).as("connected after the restart").isTrue();
        isRenewed();

        passes(Duration.ofMinutes(20));
        house.provider().answer(exchange -> TestIssuer.send(exchange, 500, "text/plain", "out of order"));
        passes(Duration.ofMinutes(20));
        house.provider().work();
        isRenewed();
        assertThat(connected()).isTrue();

        passes(Duration.ofMinutes(20));
        house.line().forget();
        alice.page().context().setOffline(true);
        alice.page().clock().fastForward(Duration.ofMinutes(25).toMillis());
        alice.page().context().setOffline(false);
        int connections = alice.connections();
        assertThat(comesBack(() -> alice.connections() > connections && connected()))
                .as("connected after the sleep").isTrue();
        isRenewed();

        Person bob = onlineAt(house.server().address(), bobUser);
        ServerWithProvider.ringsAlice(bob);
        assertThat(alice.at("ring-name")).hasText("Bob");
    }
}
