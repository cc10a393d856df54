package org.signaling.signin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.Cookie;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.signaling.handshake.Admission;
import org.signaling.handshake.TokenVerifier;

/**
 * The two halves of a sign-in: the browser is sent to the issuer, and comes back with a code. Whatever happens, it ends
 * on the page. For all threads; both may wait a few seconds for the issuer.
 */
@ApplicationScoped
public class SignIn {

    private static final Logger LOG = System.getLogger(SignIn.class.getName());

    private Providers providers;
    private Seals seals;
    private TokenVerifier verifier;
    private Clock clock;
    private final UsedStates usedStates = new UsedStates();

    /** What came back from the issuer (RFC 6749, sections 4.1.2 and 4.1.2.1; RFC 9207); null for what did not. */
    record Returned(String code, String state, String error, String issuer) {
    }

    /** For the container's proxy. */
    protected SignIn() {
    }

    /**
     * @param providers where people can sign in; not null
     * @param seals seals the cookies; not null
     * @param admission decides which tokens are good; not null
     */
    @Inject
    public SignIn(Providers providers, Seals seals, Admission admission) {
        this(providers, seals, admission.verifier(), Clock.systemUTC());
    }

    SignIn(Providers providers, Seals seals, TokenVerifier verifier, Clock clock) {
        this.providers = providers;
        this.seals = seals;
        this.verifier = verifier;
        this.clock = clock;
    }

    /**
     * Sends the browser to an issuer.
     *
     * @param name the issuer's short name; may be null
     * @param origin where browsers reach this server; not null
     * @return a redirect; never null
     */
    Answer start(String name, OwnOrigin origin) {
        try {
            Provider provider = providers.named(name)
                    .orElseThrow(() -> new SignInFailed(Problem.UNKNOWN_ISSUER, "one cannot sign in at " + name));
            if (!origin.safe()) {
                throw new SignInFailed(Problem.NOT_HTTPS, "browsers come to " + origin.text()
                        + "; behind a proxy set signaling.public-url");
            }
            PendingSignIn pending = PendingSignIn.begin(name, seals.seal(), clock.instant());
            return Answer.found(provider.authorization(pending, origin),
                    SignInCookies.of(origin).pending(pending.seal(seals.seal())));
        } catch (SignInFailed e) {
            return failed(e);
        }
    }

    /**
     * Takes the browser back.
     *
     * @param returned what it brings; not null
     * @param sealed the cookie of the pending sign-in; null where there is none
     * @param origin where browsers reach this server; not null
     * @return a redirect to the page; never null
     */
    Answer callback(Returned returned, String sealed, OwnOrigin origin) {
        SignInCookies cookies = SignInCookies.of(origin);
        Optional<PendingSignIn> pending = PendingSignIn.open(seals.seal(), sealed)
                .filter(open -> open.hasState(returned.state()));
        if (pending.isEmpty()) {
            // a sign-in that is still pending stays so: anybody can make a browser come here with a wrong state
            return failed(new SignInFailed(Problem.WRONG_STATE, "an answer to no sign-in of this browser"));
        }
        try {
            return finish(returned, pending.get(), origin, cookies);
        } catch (SignInFailed e) {
            return failed(e, cookies.noPending());
        }
    }

    private Answer finish(Returned returned, PendingSignIn pending, OwnOrigin origin, SignInCookies cookies)
            throws SignInFailed {
        Instant now = clock.instant();
        if (!now.isBefore(pending.expiry())) {
            throw new SignInFailed(Problem.EXPIRED, "the answer came after " + PendingSignIn.TIME.toMinutes() + " min");
        }
        if (!usedStates.use(pending, now)) {
            throw new SignInFailed(Problem.WRONG_STATE, "a second answer to the same sign-in");
        }
        Provider provider = providers.named(pending.issuer())
                .orElseThrow(() -> new SignInFailed(Problem.UNKNOWN_ISSUER, pending.issuer()));
        checkIssuer(returned, provider);
        if (returned.error() != null) {
            Problem problem = returned.error().equals("access_denied") ? Problem.ACCESS_DENIED : Problem.PROVIDER_ERROR;
            throw new SignInFailed(problem, pending.issuer() + " answers " + errorCode(returned.error()));
        }
        if (returned.code() == null) {
            throw new SignInFailed(Problem.PROVIDER_ERROR, pending.issuer() + " answers without a code");
        }
        Provider.Tokens tokens = provider.redeem(returned.code(), pending, origin);
        ChosenToken chosen = ChosenToken.choose(tokens, pending.nonce(), provider.issuer(), verifier);
        Duration life = Duration.between(now, chosen.caller().expiry());
        if (life.toSeconds() < 1) {
            throw new SignInFailed(Problem.BAD_TOKEN, "the token has ended already; check the clocks");
        }
        LOG.log(Level.INFO, "signed in: {0}", chosen.caller().user().id());
        String hint = new SignOutHint(chosen.caller().user().id(), tokens.id()).seal(seals.seal());
        boolean fits = SignInCookies.fit(chosen.token(), hint);
        return Answer.seeOther(Answer.PAGE, cookies.noPending(), cookies.token(chosen.token(), life),
                renewal(chosen, tokens, pending, cookies), fits ? cookies.hint(hint) : cookies.noHint());
    }

    /** What renews the sign-in, where the issuer gave something for that and it fits; else the sign-in ends in time. */
    private Cookie renewal(ChosenToken chosen, Provider.Tokens tokens, PendingSignIn pending, SignInCookies cookies) {
        if (tokens.refresh() == null) {
            return cookies.noRenewal();
        }
        Renewal renewal = new Renewal(chosen.caller().user().id(), pending.nonce(), tokens.refresh());
        return renewal.cookie(chosen, seals.seal(), cookies);
    }

    /** Against answers of one issuer that another one sees (RFC 9207, section 2.4; RFC 9700, section 4.4). */
    private static void checkIssuer(Returned returned, Provider provider) throws SignInFailed {
        boolean wrong = returned.issuer() == null
                ? provider.addresses().namesIssuer()
                : !returned.issuer().equals(provider.issuer().issuer());
        if (wrong) {
            throw new SignInFailed(Problem.WRONG_STATE, "the answer is from " + returned.issuer() + " instead of "
                    + provider.issuer().issuer());
        }
    }

    /** An error code for the log (RFC 6749, section 4.1.2.1), and nothing else that somebody may have put there. */
    static String errorCode(Object error) {
        return error instanceof String code && code.matches("[a-z_]{1,60}") ? code : "of another form";
    }

    private static Answer failed(SignInFailed e, Cookie... cookies) {
        LOG.log(e.problem().level(), "sign-in failed: {0}", e.getMessage());
        return Answer.problem(e.problem(), cookies);
    }
}
