package org.signaling.signin;

import jakarta.servlet.http.Cookie;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.signaling.handshake.Admission;
import org.signaling.handshake.TokenVerifier;
import org.signaling.message.UserId;
import org.signaling.settings.Settings;
import org.signaling.testing.ManualClock;
import org.signaling.testing.TestIssuer;
import org.signaling.testing.TestProvider;
import org.signaling.testing.TestSettings;

/** A provider, this server's sign-in, and a browser between them. For one thread. */
final class SignInHouse implements AutoCloseable {

    static final OwnOrigin LOCAL = new OwnOrigin("http://localhost:8080");
    static final OwnOrigin WEB = new OwnOrigin("https://calls.example");

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
        providers = new Providers(settings, admission.issuers().http(), clock);
        seals = new Seals(settings);
        signIn = new SignIn(providers, seals, verifier, clock);
        renewal = new SignInRenewal(providers, seals, admission, clock);
        signOut = new SignOut(providers, seals, verifier, disconnected::add);
    }

    /** The first half is done: the browser is back from the provider. */
    record Back(String code, String state, String pending, Map<String, String> asked) {
    }

    /** Signs Alice in at the provider of this name; she is not back here yet. */
    Back begin(String name, OwnOrigin origin) {
        Answer start = signIn.start(name, origin);
        TestProvider at = name.equals("blue") ? provider : other;
        Map<String, String> asked = TestProvider.decode(start.location().substring(start.location().indexOf('?') + 1));
        return new Back(at.signIn(start.location()), asked.get("state"), cookie(start, "signin").getValue(), asked);
    }

    /** The second half, as the provider and the browser do it. */
    Answer end(Back back, OwnOrigin origin) {
        return signIn.callback(new SignIn.Returned(back.code(), back.state(), null, null), back.pending(), origin);
    }

    /** Signs Alice in at {@code blue}. */
    Answer signIn() {
        return end(begin("blue", LOCAL), LOCAL);
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
