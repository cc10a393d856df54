package org.signaling.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A test of the page of the deployed WAR in Chromium. All that it opens is closed after it. */
@NeedsChromium
public abstract class BrowserTest extends ServerTest {

    private static Chromium chromium;

    private final List<BrowserContext> profiles = new ArrayList<>();
    private final List<Person> people = new ArrayList<>();

    /** While the page is still there. */
    @RegisterExtension
    final AfterTestExecutionCallback pictureOfFailure = test -> {
        if (test.getExecutionException().isPresent()) {
            for (int i = 0; i < people.size(); i++) {
                people.get(i).picture("failed-" + test.getRequiredTestMethod().getName() + "-" + (i + 1));
            }
        }
    };

    @BeforeAll
    static void startChromium() {
        chromium = new Chromium();
    }

    @AfterAll
    static void stopChromium() {
        chromium.close();
    }

    /** The server's root by a name for which browsers give a page a camera without TLS. */
    protected URI localhost() {
        return URI.create("http://localhost:" + page().getPort() + "/");
    }

    /** Somebody with a browser profile of their own, who has opened nothing yet. */
    protected Person somebody() {
        return at(localhost(), profile(new NewContextOptions()));
    }

    /** Somebody who has signed in and is online, at another server or by another address of this one. */
    protected Person onlineAt(URI server, TestUser user) {
        return at(server, profile(new NewContextOptions())).hasCookie(user.token()).comes().isOnline();
    }

    /** A browser profile of its own. */
    protected BrowserContext profile(NewContextOptions options) {
        BrowserContext profile = chromium.profile(options);
        profiles.add(profile);
        return profile;
    }

    /** Somebody with this profile, at this server. */
    protected Person at(URI server, BrowserContext profile) {
        Person person = new Person(profile, server);
        people.add(person);
        return person;
    }

    /** A further tab of somebody who is signed in, at the page. */
    protected Person secondTab(Person person) {
        return at(localhost(), person.page().context()).comes().isOnline();
    }

    /** Somebody who has signed in and is online. */
    protected Person online(TestUser user) {
        return onlineAt(localhost(), user);
    }

    /** Two people talk: each sees the other's picture move. */
    protected static void talk(Person caller, Person callee, TestUser calleeUser) {
        caller.rings(calleeUser);
        callee.accepts();
        caller.seesAMovingPicture();
        callee.seesAMovingPicture();
    }

    @AfterEach
    void closeProfiles() {
        List<String> trouble = people.stream().filter(person -> !person.page().isClosed())
                .flatMap(person -> person.trouble().stream()).toList();
        profiles.forEach(BrowserContext::close);
        assertThat(trouble).as("errors in the page's scripts, and dialogs").isEmpty();
    }
}
