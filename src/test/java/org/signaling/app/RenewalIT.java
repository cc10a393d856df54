package org.signaling.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext.ClearCookiesOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.signaling.testing.BrowserTest;
import org.signaling.testing.Keycloak;
import org.signaling.testing.NeedsKeycloak;
import org.signaling.testing.Person;
import org.signaling.testing.TestUser;

/**
 * People of a realm of Keycloak whose tokens last for ten seconds, and whose refresh tokens are good for one use. Late,
 * because Keycloak is slow to start.
 */
@NeedsKeycloak
@Order(Integer.MAX_VALUE - 3)
class RenewalIT extends BrowserTest {

    private static final int RENEWALS = 3;
    private static final Duration SEVERAL_LIFETIMES = Duration.ofSeconds(90);
    private static final double MORE_THAN_A_LIFETIME = 60_000;

    private static Keycloak keycloak;

    @BeforeAll
    static void awaitKeycloak() {
        keycloak = Keycloak.start();
        keycloak.awaitReady();
    }

    private Person signedIn(String name) {
        Person person = somebody().comes();
        person.signsIn("realm-c", name);
        return person.isOnline();
    }

    private static long renewals(Person person) {
        return person.received().stream().filter(frame -> frame.path("type").asText().equals("refresh")).count();
    }

    @Test
    void aCallGoesOnThroughManyLifetimesOfItsTokensUntilTheSessionAtTheIssuerEnds() {
        Person carol = signedIn("carol");
        Person carolElsewhere = secondTab(carol);
        Person claude = signedIn("claude");
        talk(carol, claude, TestUser.of(keycloak.token("c", "claude")));

        await().atMost(SEVERAL_LIFETIMES).until(
                () -> renewals(carol) >= RENEWALS && renewals(carolElsewhere) >= RENEWALS
                        && renewals(claude) >= RENEWALS);
        claude.seesAMovingPicture();
        assertThat(carol.at("call-status")).hasText("Connected");
        assertThat(carol.connections()).isEqualTo(1);
        assertThat(carolElsewhere.connections()).isEqualTo(1);
        assertThat(claude.connections()).isEqualTo(1);
        // who comes back later than the token ended is still signed in
        carolElsewhere.page().context().clearCookies(new ClearCookiesOptions().setName("oidc"));
        carolElsewhere.comes().isOnline();

        keycloak.logOut("c", "carol");
        assertThat(carolElsewhere.at("signin-text")).hasText("Your sign-in has expired. Sign in again to go on.",
                new HasTextOptions().setTimeout(MORE_THAN_A_LIFETIME));
        assertThat(carol.at("banner")).containsText("The call goes on; you can sign in again afterwards.");
        claude.seesAMovingPicture();
        claude.hangsUp();
        assertThat(carol.at("view-signin")).isVisible(new IsVisibleOptions().setTimeout(MORE_THAN_A_LIFETIME));
    }
}
