package org.signaling.signin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.signaling.handshake.Admission;

/**
 * Renews a sign-in before its token ends: the issuer gives fresh tokens for the refresh token that waits in the
 * browser's sealed cookie. For all threads; it may wait a few seconds for the issuer.
 */
@ApplicationScoped
public class SignInRenewal {

    private static final Logger LOG = System.getLogger(SignInRenewal.class.getName());

    private Providers providers;
    private Seals seals;
    private Admission admission;
    private Clock clock;

    /** For the container's proxy. */
    protected SignInRenewal() {
    }

    /**
     * @param providers where people can sign in; not null
     * @param seals seals the cookies; not null
     * @param admission decides which tokens are good; not null
     */
    @Inject
    public SignInRenewal(Providers providers, Seals seals, Admission admission) {
        this(providers, seals, admission, Clock.systemUTC());
    }

    SignInRenewal(Providers providers, Seals seals, Admission admission, Clock clock) {
        this.providers = providers;
        this.seals = seals;
        this.admission = admission;
        this.clock = clock;
    }

    /**
     * Renews the sign-in of the browser's person.
     *
     * @param visit the browser; not null
     * @return 200 with who is signed in; 401 where the sign-in is over or cannot be renewed, 503 while the issuer does
     *         not answer, and then the same again may succeed later; never null
     */
    Answer renew(Visit visit) {
        SignInCookies cookies = visit.names();
        BrowserSeal seal = seals.of(visit.browser());
        Optional<Renewal> renewal = visit.open(cookies.renewal(), seals, Renewal::open);
        if (renewal.isEmpty()) {
            return answer(HttpServletResponse.SC_UNAUTHORIZED, cookies.noRenewal());
        }
        // one that rotates refresh tokens has taken the old one back with its answer, whatever comes of that
        Renewal latest = renewal.get();
        try {
            Provider provider = providers.of(latest.user().issuer())
                    .orElseThrow(() -> new SignInFailed(Problem.UNKNOWN_ISSUER, renewal.get().user().issuer()));
            Provider.Tokens tokens = provider.renew(latest.refreshToken(), visit);
            if (tokens.refresh() != null) {
                latest = latest.with(tokens.refresh());
            }
            ChosenToken chosen = ChosenToken.renew(tokens, latest, provider.issuer(), admission.verifier());
            return renewed(chosen, latest, seal, cookies);
        } catch (SignInFailed e) {
            LOG.log(e.problem().level(), "renewal failed for {0}: {1}", latest.user(), e.getMessage());
            return e.problem() == Problem.PROVIDER_DOWN
                    ? answer(HttpServletResponse.SC_SERVICE_UNAVAILABLE, latest.cookie(visit.token(), seal, cookies))
                    : answer(HttpServletResponse.SC_UNAUTHORIZED, cookies.noRenewal());
        }
    }

    private Answer renewed(ChosenToken chosen, Renewal renewal, BrowserSeal seal, SignInCookies cookies)
            throws SignInFailed {
        Instant now = clock.instant();
        Duration life = Duration.between(now, chosen.caller().expiry());
        if (life.toSeconds() < 1) {
            throw new SignInFailed(Problem.BAD_TOKEN, "the token has ended already; check the clocks");
        }
        return new Answer(HttpServletResponse.SC_OK, null,
                Answer.json(SignedIn.describe(chosen.caller(), chosen.token(), admission, now)).json(),
                List.of(cookies.token(chosen.token(), life), renewal.cookie(chosen.token(), seal, cookies)));
    }

    private static Answer answer(int status, Cookie cookie) {
        return new Answer(status, null, null, List.of(cookie));
    }
}
