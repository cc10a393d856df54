package org.signaling.signin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.Cookie;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.signaling.handshake.Admission;
import org.signaling.handshake.RefusedHandshakes;
import org.signaling.handshake.TokenVerifier;
import org.signaling.message.LogText;
import org.signaling.settings.Rate;

/**
 * The two halves of a sign-in: the browser is sent to the issuer, and comes back with a code. Whatever happens, it ends
 * on the page. For all threads; both may wait a few seconds for the issuer.
 */
@ApplicationScoped
public class SignIn {

    /** What the seal of a link of the own page is for. */
    static final String PAGE = "start";
    /** How many codes of one address within a minute may be no good. */
    static final int MAX_REFUSED_CODES = 10;
    /**
     * RFC 6749, section 4.1.2.1; of Keycloak also where its page was open for too long, or the person signed in in another tab
     * meanwhile. Either way the next try often comes through.
     */
    private static final String UNAVAILABLE = "temporarily_unavailable";
    private static final int MAX_LOGGED = 200;
    private static final Logger LOG = System.getLogger(SignIn.class.getName());

    private Providers providers;
    private Seals seals;
    private TokenVerifier verifier;
    private Clock clock;
    private RefusedHandshakes refusedCodes;
    private final UsedStates usedStates = new UsedStates();

    /**
     * What came back from the issuer (RFC 6749, sections 4.1.2 and 4.1.2.1; RFC 9207), and the short name at the end of the
     * address that it came to; null for what did not.
     */
    record Returned(String code, String state, String error, String issuer, String path) {
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
        this(providers, seals, admission.verifier(), Clock.systemUTC(), System::nanoTime);
    }

    SignIn(Providers providers, Seals seals, TokenVerifier verifier, Clock clock, LongSupplier nanos) {
        this.providers = providers;
        this.seals = seals;
        this.verifier = verifier;
        this.clock = clock;
        refusedCodes = new RefusedHandshakes(
                Rate.of(MAX_REFUSED_CODES, Duration.ofMinutes(1), MAX_REFUSED_CODES), nanos);
    }

    /**
     * Sends the browser to an issuer.
     *
     * @param name the issuer's short name; may be null
     * @param page what the own page's link has besides, for browsers that do not say where a request comes from; may be
     *        null
     * @param visit the browser; not null
     * @return a redirect: to the page, where it is not that which sent the browser; never null
     */
    Answer start(String name, String page, Visit visit) {
        boolean own = visit.fetchSite() == null
                ? seals.of(visit.browser()).open(PAGE, page).isPresent()
                : visit.fromOwnPage();
        if (!own) {
            return Answer.seeOther(visit.origin().pagePath());
        }
        try {
            Provider provider = providers.named(name)
                    .orElseThrow(() -> new SignInFailed(Problem.UNKNOWN_ISSUER,
                            "one cannot sign in at " + LogText.clean(String.valueOf(name), MAX_LOGGED)));
            if (!visit.origin().safe()) {
                throw new SignInFailed(Problem.NOT_HTTPS, "browsers come to " + visit.origin().text()
                        + "; behind a proxy set signaling.public-url");
            }
            return begin(provider, visit, null);
        } catch (SignInFailed e) {
            return failed(e, visit);
        }
    }

    /** Begins a sign-in; in place of one before, by the name of its cookie, or of none where that is null. */
    private Answer begin(Provider provider, Visit visit, String before) throws SignInFailed {
        PendingSignIn pending = new PendingSignIn(provider.issuer().name(), seals.randomText(), clock.instant(),
                before != null);
        SignInCookies cookies = visit.names();
        List<Cookie> all = surplus(visit, before);
        String browser = visit.browser();
        if (browser == null) {
            browser = seals.randomText();
            all.add(cookies.browser(browser));
        }
        all.add(cookies.pending(pending, seals.of(browser)));
        return Answer.found(provider.authorization(pending, visit), all.toArray(Cookie[]::new));
    }

    /** Drops the oldest pending sign-ins of a browser where there is no room for another one, and what is none. */
    private List<Cookie> surplus(Visit visit, String before) {
        SignInCookies cookies = visit.names();
        Map<String, Instant> ends = new HashMap<>();
        for (String name : visit.namesBeginning(cookies.pending())) {
            ends.put(name, visit.open(name, seals, PendingSignIn::open).map(PendingSignIn::end).orElse(Instant.MIN));
        }
        List<String> dropped = new ArrayList<>(ends.keySet());
        dropped.sort(Comparator.comparing(ends::get));
        dropped.remove(before);
        int room = Math.min(SignInCookies.MAX_PENDING - 1, dropped.size());
        dropped.subList(dropped.size() - room, dropped.size()).clear();
        if (before != null) {
            dropped.add(before);
        }
        return dropped.stream().map(cookies::noPending).collect(Collectors.toCollection(ArrayList::new));
    }

    /**
     * Takes the browser back.
     *
     * @param returned what it brings; not null
     * @param visit the browser; not null
     * @return a redirect to the page, or once more to the issuer; never null
     */
    Answer callback(Returned returned, Visit visit) {
        SignInCookies cookies = visit.names();
        String state = Objects.requireNonNullElse(returned.state(), "");
        Optional<PendingSignIn> pending = visit.open(cookies.pending(state), seals,
                (seal, sealed) -> PendingSignIn.open(seal, sealed).filter(open -> open.hasState(state)));
        if (pending.isEmpty()) {
            // a sign-in that is still pending stays so: anybody can make a browser come here with a wrong state
            return failed(new SignInFailed(Problem.WRONG_STATE, "an answer to no sign-in of this browser"),
                    visit);
        }
        try {
            return finish(returned, pending.get(), visit);
        } catch (SignInFailed e) {
            return failed(e, visit, cookies.noPending(cookies.pending(state)));
        }
    }

    private Answer finish(Returned returned, PendingSignIn pending, Visit visit) throws SignInFailed {
        Instant now = clock.instant();
        if (!now.isBefore(pending.end())) {
            throw tooLate();
        }
        if (!usedStates.use(pending, now)) {
            throw new SignInFailed(Problem.WRONG_STATE, "a second answer to the same sign-in");
        }
        Provider provider = providers.named(pending.issuer())
                .orElseThrow(() -> new SignInFailed(Problem.UNKNOWN_ISSUER, pending.issuer()));
        checkIssuer(returned, provider, visit);
        boolean away = UNAVAILABLE.equals(returned.error());
        if ((away || pending.late(now) && returned.error() == null) && !pending.again()) {
            LOG.log(Level.INFO, "a sign-in at {0} begins anew: {1}", pending.issuer(),
                    away ? "it was " + UNAVAILABLE : "the answer came late");
            return begin(provider, visit, visit.names().pending(pending.state()));
        }
        if (returned.error() != null) {
            throw new SignInFailed(problem(returned.error()),
                    pending.issuer() + " answers " + errorCode(returned.error()));
        }
        if (pending.late(now)) {
            throw tooLate();
        }
        if (returned.code() == null) {
            throw new SignInFailed(Problem.PROVIDER_ERROR, pending.issuer() + " answers without a code");
        }
        Provider.Tokens tokens = redeem(returned.code(), pending, provider, visit);
        return signedIn(ChosenToken.choose(tokens, pending.nonce(), provider.issuer(), verifier), tokens, pending,
                visit);
    }

    private static SignInFailed tooLate() {
        return new SignInFailed(Problem.EXPIRED, "the answer came after " + PendingSignIn.TIME.toMinutes() + " min");
    }

    private static Problem problem(String error) {
        return switch (error) {
            case "access_denied" -> Problem.ACCESS_DENIED;
            case UNAVAILABLE -> Problem.PROVIDER_DOWN;
            default -> Problem.PROVIDER_ERROR;
        };
    }

    /** Made-up codes must not take up the issuer's time; what is no good is counted by address. */
    private Provider.Tokens redeem(String code, PendingSignIn pending, Provider provider, Visit visit)
            throws SignInFailed {
        if (!refusedCodes.mayTry(visit.address())) {
            throw new SignInFailed(Problem.TOO_MANY, "too many codes of one address that were no good");
        }
        try {
            return provider.redeem(code, pending, visit);
        } catch (SignInFailed e) {
            if (e.problem() == Problem.PROVIDER_ERROR) {
                refusedCodes.refused(visit.address());
            }
            throw e;
        }
    }

    private Answer signedIn(ChosenToken chosen, Provider.Tokens tokens, PendingSignIn pending, Visit visit)
            throws SignInFailed {
        Instant now = clock.instant();
        Duration life = Duration.between(now, chosen.caller().expiry());
        if (life.toSeconds() < 1) {
            throw new SignInFailed(Problem.BAD_TOKEN, "the token has ended already; check the clocks");
        }
        LOG.log(Level.INFO, "signed in: {0}", chosen.caller().user().id());
        SignInCookies cookies = visit.names();
        BrowserSeal seal = seals.of(visit.browser());
        String hint = new SignOutHint(chosen.caller().user().id(), tokens.id()).seal(seal);
        boolean fits = SignInCookies.fit(chosen.token().length(), hint);
        return Answer.seeOther(visit.origin().pagePath(), cookies.noPending(cookies.pending(pending.state())),
                cookies.token(chosen.token(), life), renewal(chosen, tokens, pending, seal, cookies),
                fits ? cookies.hint(hint) : cookies.noHint());
    }

    /** What renews the sign-in, where the issuer gave something for that and it fits; else the sign-in ends in time. */
    private static Cookie renewal(ChosenToken chosen, Provider.Tokens tokens, PendingSignIn pending, BrowserSeal seal,
            SignInCookies cookies) {
        if (tokens.refresh() == null) {
            return cookies.noRenewal();
        }
        Renewal renewal = new Renewal(chosen.caller().user().id(), pending.nonce(), tokens.refresh());
        return renewal.cookie(chosen.token(), seal, cookies);
    }

    /**
     * Against answers of one issuer that another one sees (RFC 9207, section 2.4; RFC 9700, section 4.4.2): the answer has to
     * come to the pending issuer's own address, whatever the issuers say of themselves, and to name it where it names one.
     */
    private static void checkIssuer(Returned returned, Provider provider, Visit visit) throws SignInFailed {
        if (!provider.answersAt(returned.path())) {
            throw new SignInFailed(Problem.WRONG_STATE, "the answer came to " + (returned.path() == null
                    ? "the address without a name"
                    : "another address") + " instead of that of " + provider.issuer().name());
        }
        boolean wrong = returned.issuer() == null
                ? provider.addresses(visit).namesIssuer()
                : !returned.issuer().equals(provider.issuer().issuer());
        if (wrong) {
            throw new SignInFailed(Problem.WRONG_STATE,
                    "the answer is from " + LogText.clean(String.valueOf(returned.issuer()), MAX_LOGGED)
                            + " instead of "
                            + provider.issuer().issuer());
        }
    }

    /** An error code for the log (RFC 6749, section 4.1.2.1), and nothing else that somebody may have put there. */
    static String errorCode(Object error) {
        return error instanceof String code && code.matches("[a-z_]{1,60}") ? code : "of another form";
    }

    private static Answer failed(SignInFailed e, Visit visit, Cookie... cookies) {
        LOG.log(e.problem().level(), "sign-in failed: {0}", e.getMessage());
        return Answer.problem(e.problem(), visit.origin(), cookies);
    }
}
