package org.signaling.signin;

import jakarta.servlet.http.Cookie;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.signaling.handshake.Admission;
import org.signaling.handshake.TokenVerifier;
import org.signaling.message.UserId;
import org.signaling.settings.Settings;
import org.signaling.signin.SignIn.Returned;
import org.signaling.testing.ManualClock;
import org.signaling.testing.TestIssuer;
import org.signaling.testing.TestProvider;
import org.signaling.testing.TestSettings;

/** A provider, this server's sign-in, and a browser between them. For one thread. */
final class SignInHouse implements AutoCloseable {

    private static final int PROCESSORS = 2;
    static final OwnOrigin LOCAL = new OwnOrigin("http://localhost:8080", "");
    static final OwnOrigin WEB = new OwnOrigin("https://calls.example", "");

    final TestProvider provider = new TestProvider();
    final TestProvider other = new TestProvider();
    final ManualClock clock = new ManualClock();
    final List<UserId> disconnected = new ArrayList<>();
    final Admission admission;
    final TokenVerifier verifier;
    final Providers providers;
    final Seals seals;
    final SignIn signIn;
    final SignInRenewal renewal;
    final SignOut signOut;

    /** Further settings, alternating keys and values. */
    SignInHouse(String... more) {
        List<String> all = new ArrayList<>(List.of("signaling.issuers", "blue,green,quiet",
                "signaling.issuer.blue.issuer", provider.issuer().issuer(),
                "signaling.issuer.blue.audiences", TestIssuer.AUDIENCE,
                "signaling.issuer.blue.client-id", TestProvider.CLIENT,
                "signaling.issuer.green.issuer", other.issuer().issuer(),
                "signaling.issuer.green.audiences", TestIssuer.AUDIENCE,
                "signaling.issuer.green.client-id", TestProvider.CLIENT,
                "signaling.issuer.green.label", "The green one",
                "signaling.issuer.quiet.issuer", "https://quiet.example",
                "signaling.issuer.quiet.audiences", TestIssuer.AUDIENCE));
        all.addAll(List.of(more));
        Settings settings = TestSettings.only(all.toArray(String[]::new));
        admission = new Admission(settings, clock);
        verifier = admission.verifier();
        providers = new Providers(settings, admission.issuers().http(), clock, PROCESSORS);
        seals = new Seals(settings);
        signIn = new SignIn(providers, seals, verifier, clock, this::nanos);
        renewal = new SignInRenewal(providers, seals, admission, clock);
        signOut = new SignOut(providers, seals, verifier, disconnected::add);
    }

    long nanos() {
        return Duration.between(Instant.EPOCH, clock.instant()).toNanos();
    }

    /** The first half is done: the browser is back from the provider. */
    record Back(String code, String state, TestBrowser browser, Map<String, String> asked) {

        /** The short name at the end of the address that it is back at; null for none. */
        String path() {
            String[] parts = asked.get("redirect_uri").split("/signin/callback/?", 2);
            return parts[1].isEmpty() ? null : parts[1];
        }
    }

    /** Signs Alice in at the provider of this name; she is not back here yet. */
    Back begin(String name, OwnOrigin origin) {
        return begin(name, new TestBrowser(origin));
    }

    /** The same in this browser. */
    Back begin(String name, TestBrowser browser) {
        return back(name, browser.keep(signIn.start(name, null, browser.visit())), browser);
    }

    /** The browser goes where it is sent to, and comes back. */
    Back back(String name, Answer sent, TestBrowser browser) {
        TestProvider at = name.equals("blue") ? provider : other;
        Map<String, String> asked = asked(sent);
        return new Back(at.signIn(sent.location()), asked.get("state"), browser, asked);
    }

    /** What the provider is asked for. */
    static Map<String, String> asked(Answer sent) {
        return TestProvider.decode(sent.location().substring(sent.location().indexOf('?') + 1));
    }

    /** The second half, as the provider and the browser do it. */
    Answer end(Back back) {
        return callback(new Returned(back.code(), back.state(), null, null, back.path()), back.browser());
    }

    Answer callback(Returned returned, TestBrowser browser) {
        return browser.keep(signIn.callback(returned, browser.visit()));
    }

    /** Signs Alice in at {@code blue}. */
    Answer signIn() {
        return end(begin("blue", LOCAL));
    }

    /** Signs Alice in at {@code blue} in this browser. */
    Answer signIn(TestBrowser browser) {
        return end(begin("blue", browser));
    }

    static Cookie cookie(Answer answer, String name) {
        return answer.cookies().stream().filter(cookie -> cookie.getName().equals(name)).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        admission.close();
        provider.close();
        other.close();
    }
}
