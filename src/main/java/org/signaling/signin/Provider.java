package org.signaling.signin;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.signaling.handshake.Discovery;
import org.signaling.handshake.IssuerHttp;
import org.signaling.handshake.IssuerHttp.Reply;
import org.signaling.limits.Bulkhead;
import org.signaling.settings.ClientSettings;
import org.signaling.settings.IssuerSettings;

/**
 * One issuer that people can sign in at. Its addresses are read when they are first needed, and again after ten minutes;
 * while that fails, the old ones stay good. Few requests wait for all issuers at a time, half of those for one issuer, and
 * half of these from one address, so that an issuer that is slow cannot use up the server's threads. For all threads; no
 * lock is held while waiting.
 */
final class Provider {

    private static final Logger LOG = System.getLogger(Provider.class.getName());
    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final int TOO_MANY_REQUESTS = 429;
    /** RFC 6749, section 5.2. */
    private static final String REFUSED_GRANT = "invalid_grant";

    /** What the token endpoint answers; any of them may be null, the ID token only where a sign-in is renewed. */
    record Tokens(String access, String id, String refresh) {

        /** {@return nothing of the tokens} */
        @Override
        public String toString() {
            return "Tokens";
        }
    }

    private record Read(ProviderAddresses addresses, Instant at) {
    }

    private final IssuerSettings issuer;
    private final ClientSettings client;
    private final IssuerHttp http;
    private final Clock clock;
    private final boolean alone;
    private final Bulkhead waitersOfAll;
    private final Bulkhead waiters;
    private volatile Read read;

    /**
     * @param issuer has a client; not null
     * @param alone whether it is the only one that people can sign in at
     * @param http asks the issuer; not null
     * @param clock tells the age of the addresses; not null
     * @param waitersOfAll who waits for any issuer, by issuer; not null
     * @param most how many requests may wait for this issuer; at least 2
     */
    Provider(IssuerSettings issuer, boolean alone, IssuerHttp http, Clock clock, Bulkhead waitersOfAll, int most) {
        this.issuer = issuer;
        this.client = issuer.client().orElseThrow();
        this.alone = alone;
        this.http = http;
        this.clock = clock;
        this.waitersOfAll = waitersOfAll;
        this.waiters = new Bulkhead(most, most / 2);
    }

    IssuerSettings issuer() {
        return issuer;
    }

    ClientSettings client() {
        return client;
    }

    /**
     * {@return where this issuer, and no other one, sends the browser back to: what tells apart whose answer comes, without
     * a word of the issuer's (RFC 9700, section 4.4.2.2)}
     *
     * @param origin where browsers reach this server; not null
     */
    String redirectUri(OwnOrigin origin) {
        return alone ? origin.callback() : origin.callback(issuer.name());
    }

    /**
     * {@return whether an answer that came to an address is this issuer's}
     *
     * @param name the short name at the end of the address; null where there is none
     */
    boolean answersAt(String name) {
        return name == null ? alone : name.equals(issuer.name());
    }

    ProviderAddresses addresses(Visit visit) throws SignInFailed {
        Read last = read;
        if (last != null && clock.instant().isBefore(last.at().plus(FRESH))) {
            return last.addresses();
        }
        try {
            ProviderAddresses addresses = ask(visit,
                    () -> ProviderAddresses.read(new Discovery(http).fetch(issuer), issuer));
            read = new Read(addresses, clock.instant());
            return addresses;
        } catch (SignInFailed e) {
            if (last == null) {
                throw e;
            }
            LOG.log(Level.WARNING, "{0}; its addresses of {1} stay in use", e.getMessage(), last.at());
            return last.addresses();
        }
    }

    /** {@return where the browser goes to sign in (OpenID Connect Core 1.0, section 3.1.2.1); never null} */
    String authorization(PendingSignIn pending, Visit visit) throws SignInFailed {
        Parameters query = new Parameters()
                .with("response_type", "code")
                .with("client_id", client.id())
                .with("redirect_uri", redirectUri(visit.origin()))
                .with("scope", String.join(" ", client.scopes()))
                .with("state", pending.state())
                .with("nonce", pending.nonce())
                .with("code_challenge", pending.challenge())
                .with("code_challenge_method", "S256");
        client.parameters().forEach(query::with);
        return query.behind(addresses(visit).authorization());
    }

    /** {@return what the issuer gives for a code (OpenID Connect Core 1.0, section 3.1.3); never null} */
    Tokens redeem(String code, PendingSignIn pending, Visit visit) throws SignInFailed {
        Parameters form = new Parameters()
                .with("grant_type", "authorization_code")
                .with("code", code)
                .with("redirect_uri", redirectUri(visit.origin()))
                .with("code_verifier", pending.verifier());
        Tokens tokens = ask(form, Problem.PROVIDER_ERROR, visit);
        if (tokens.id() == null) {
            throw new SignInFailed(Problem.PROVIDER_ERROR, issuer.name() + " answers without an id_token");
        }
        return tokens;
    }

    /**
     * {@return what the issuer gives for a refresh token (OpenID Connect Core 1.0, section 12); never null}
     *
     * @param refreshToken the token; not null
     * @param visit who asks; not null
     * @throws SignInFailed with ACCESS_DENIED if the issuer renews this sign-in no more
     */
    Tokens renew(String refreshToken, Visit visit) throws SignInFailed {
        return ask(new Parameters().with("grant_type", "refresh_token").with("refresh_token", refreshToken),
                Problem.ACCESS_DENIED, visit);
    }

    /** Asks the token endpoint, in the client's name (RFC 6749, sections 2.3.1 and 5). */
    private Tokens ask(Parameters form, Problem refused, Visit visit) throws SignInFailed {
        ProviderAddresses addresses = addresses(visit);
        boolean header = client.secret().isPresent() && !addresses.secretInForm();
        if (!header) {
            form.with("client_id", client.id());
            client.secret().ifPresent(secret -> form.with("client_secret", secret.value()));
        }
        Optional<String> authorization = client.secret().filter(secret -> header).map(secret -> basic(secret.value()));
        Reply reply = ask(visit, () -> http.post(addresses.token(), form.toString(), authorization));
        if (reply.status() >= 500 || reply.status() == TOO_MANY_REQUESTS) {
            throw new SignInFailed(Problem.PROVIDER_DOWN, reply.address() + " answers " + reply.status());
        }
        Map<String, Object> answer = ask(visit, () -> reply.json("answer of a token endpoint"));
        if (reply.status() != 200) {
            throw new SignInFailed(
                    REFUSED_GRANT.equals(answer.get("error")) ? refused : Problem.PROVIDER_ERROR,
                    reply.address() + " answers " + reply.status() + " with error "
                            + SignIn.errorCode(answer.get("error")));
        }
        return new Tokens(text(answer, "access_token"), text(answer, "id_token"), text(answer, "refresh_token"));
    }

    private static String text(Map<String, Object> answer, String name) {
        return answer.get(name) instanceof String text && !text.isEmpty() ? text : null;
    }

    /** RFC 6749, section 2.3.1. */
    private String basic(String secret) {
        String pair = Parameters.encode(client.id()) + ":" + Parameters.encode(secret);
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * {@return where the browser goes to end its session at the issuer (OpenID Connect RP-Initiated Logout 1.0,
     * section 2); empty where the issuer offers no such thing}
     *
     * @param idToken spares the person the question whether to sign out; null where it is not known any more
     */
    Optional<String> endSession(String idToken, Visit visit) throws SignInFailed {
        Parameters query = new Parameters()
                .with("client_id", client.id())
                .with("post_logout_redirect_uri", visit.origin().page());
        if (idToken != null) {
            query.with("id_token_hint", idToken);
        }
        return addresses(visit).endSession().map(query::behind);
    }

    private interface Request<T> {
        T send() throws IOException, InterruptedException;
    }

    private <T> T ask(Visit visit, Request<T> request) throws SignInFailed {
        if (!waiters.tryAcquire(visit.address())) {
            throw tooManyWait();
        }
        try {
            return askInTurn(request);
        } catch (IOException e) {
            throw new SignInFailed(Problem.PROVIDER_DOWN, "issuer " + issuer.name() + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SignInFailed(Problem.PROVIDER_DOWN, "interrupted while asking issuer " + issuer.name());
        } finally {
            waiters.release(visit.address());
        }
    }

    private <T> T askInTurn(Request<T> request) throws SignInFailed, IOException, InterruptedException {
        if (!waitersOfAll.tryAcquire(issuer)) {
            throw tooManyWait();
        }
        try {
            return request.send();
        } finally {
            waitersOfAll.release(issuer);
        }
    }

    private SignInFailed tooManyWait() {
        return new SignInFailed(Problem.PROVIDER_DOWN, "too many wait for issuer " + issuer.name() + ", or for all");
    }
}
