package org.signaling.signin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.Cookie;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.function.Consumer;
import org.signaling.delivery.Subscribers;
import org.signaling.handshake.Admission;
import org.signaling.handshake.TokenRejected;
import org.signaling.handshake.TokenVerifier;
import org.signaling.message.UserId;

/**
 * Ends a sign-in: here by dropping the cookies and closing the person's connections, on all servers, and at the issuer by
 * sending the browser there. For all threads; it may wait a few seconds for the issuer's addresses.
 */
@ApplicationScoped
public class SignOut {

    private static final Logger LOG = System.getLogger(SignOut.class.getName());

    private Providers providers;
    private Seals seals;
    private TokenVerifier verifier;
    private Consumer<UserId> disconnect;

    /** For the container's proxy. */
    protected SignOut() {
    }

    /**
     * @param providers where people can sign in; not null
     * @param seals seals the cookies; not null
     * @param admission decides which tokens are good; not null
     * @param subscribers has the connections; not null
     */
    @Inject
    public SignOut(Providers providers, Seals seals, Admission admission, Subscribers subscribers) {
        this(providers, seals, admission.verifier(),
                user -> subscribers.disconnect(user, new CloseReason(CloseCodes.NORMAL_CLOSURE, "signed out")));
    }

    SignOut(Providers providers, Seals seals, TokenVerifier verifier, Consumer<UserId> disconnect) {
        this.providers = providers;
        this.seals = seals;
        this.verifier = verifier;
        this.disconnect = disconnect;
    }

    /**
     * Signs the browser's person out.
     *
     * @param visit the browser; not null
     * @return a way to the issuer, or a redirect to the page, or 403 if the request is not the own page's; never null
     */
    Answer out(Visit visit) {
        if (!visit.fromOwnPage()) {
            LOG.log(Level.WARNING, "sign-out refused: the request is not one of the own page");
            return Answer.status(403);
        }
        Optional<SignOutHint> hint = visit.open(visit.names().hint(), seals, SignOutHint::open);
        Optional<UserId> user = user(visit.token()).or(() -> hint.map(SignOutHint::user));
        user.ifPresent(disconnect);
        SignInCookies cookies = visit.names();
        Cookie[] dropped = {cookies.noToken(), cookies.noPlainToken(), cookies.noRenewal(), cookies.noHint()};
        try {
            Optional<Provider> provider = user.flatMap(id -> providers.of(id.issuer()));
            if (provider.isPresent()) {
                String idToken = hint.filter(h -> h.user().equals(user.get())).map(SignOutHint::idToken).orElse(null);
                Optional<String> there = provider.get().endSession(idToken, visit);
                if (there.isPresent()) {
                    return Answer.goOn(there.get(), dropped);
                }
            }
            return Answer.seeOther(visit.origin().pagePath(), dropped);
        } catch (SignInFailed e) {
            LOG.log(Level.WARNING, "signed out here only: {0}", e.getMessage());
            return Answer.problem(e.problem(), visit.origin(), dropped);
        }
    }

    private Optional<UserId> user(String token) {
        if (token == null || token.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(verifier.verify(token).caller().user().id());
        } catch (TokenRejected e) {
            return Optional.empty();
        }
    }
}
