package org.signaling.signin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
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

    /** What a request to sign out says of itself and brings along; null for what it does not. */
    record Request(String fetchSite, String origin, String token, String hint) {

        /** {@return nothing of the token} */
        @Override
        public String toString() {
            return "Request[" + fetchSite + ", " + origin + "]";
        }
    }

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
     * @param request what came; not null
     * @param origin where browsers reach this server; not null
     * @return a redirect to the issuer or to the page, or 403 if the request is not the own page's; never null
     */
    Answer out(Request request, OwnOrigin origin) {
        if (!origin.sent(request.fetchSite(), request.origin())) {
            LOG.log(Level.WARNING, "sign-out refused: the request is not one of the own page");
            return Answer.status(403);
        }
        Optional<SignOutHint> hint = SignOutHint.open(seals.seal(), request.hint());
        Optional<UserId> user = user(request.token()).or(() -> hint.map(SignOutHint::user));
        user.ifPresent(disconnect);
        SignInCookies cookies = SignInCookies.of(origin);
        String target = Answer.PAGE;
        try {
            Optional<Provider> provider = user.flatMap(id -> providers.of(id.issuer()));
            if (provider.isPresent()) {
                String idToken = hint.filter(h -> h.user().equals(user.get())).map(SignOutHint::idToken).orElse(null);
                target = provider.get().endSession(idToken, origin).orElse(Answer.PAGE);
            }
        } catch (SignInFailed e) {
            LOG.log(Level.WARNING, "signed out here only: {0}", e.getMessage());
            target = Answer.PAGE + "?problem=" + e.problem().code();
        }
        return Answer.seeOther(target, cookies.noToken(), cookies.noRenewal(), cookies.noHint(),
                cookies.noPending());
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
