package org.signaling.signin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.signaling.delivery.SessionEnds;
import org.signaling.handshake.Admission;
import org.signaling.handshake.ClientAddress;
import org.signaling.handshake.RefusedHandshakes;
import org.signaling.handshake.TokenRejected;
import org.signaling.handshake.TokenVerifier;
import org.signaling.message.EndedSession;
import org.signaling.settings.Rate;

/**
 * Takes an issuer's word that a session is over (OpenID Connect Back-Channel Logout 1.0): its connections are closed at
 * once. Anybody can ask, so an address that sends forged ones again and again is not listened to for a while, which keeps
 * out no other address; and the handshake's own bound on signature checks holds here too. For all threads; it may
 * wait a few seconds for an issuer's keys.
 */
@ApplicationScoped
public class BackchannelLogout {

    /** How many forged logout tokens of one address within a minute are looked at. */
    static final int MAX_FORGED = 60;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final Logger LOG = System.getLogger(BackchannelLogout.class.getName());
    private static final String PARAMETER = "logout_token=";

    private TokenVerifier verifier;
    private ToIntFunction<EndedSession> end;
    private RefusedHandshakes refusals;

    /** For the container's proxy. */
    protected BackchannelLogout() {
    }

    /**
     * @param admission decides which tokens are good; not null
     * @param ends ends sessions; not null
     */
    @Inject
    public BackchannelLogout(Admission admission, SessionEnds ends) {
        this(admission.verifier(), ends::end, System::nanoTime);
    }

    BackchannelLogout(TokenVerifier verifier, ToIntFunction<EndedSession> end, LongSupplier clock) {
        this.verifier = verifier;
        this.end = end;
        refusals = new RefusedHandshakes(Rate.of(MAX_FORGED, Duration.ofMinutes(1), MAX_FORGED), clock);
    }

    /**
     * Ends what a logout token says.
     *
     * @param form the body of the request, encoded as {@code application/x-www-form-urlencoded}; not null
     * @param from who sent it; not null
     * @return 200, or 400 where nothing was ended (section 2.8); never null
     */
    Answer logout(String form, ClientAddress from) {
        if (!refusals.mayTry(from.key())) {
            return Answer.status(TOO_MANY_REQUESTS);
        }
        try {
            EndedSession ended = verifier.verifyLogoutToken(token(form));
            int connections = end.applyAsInt(ended);
            LOG.log(Level.INFO, "signed out at the issuer: {0}, {1} connections", ended, connections);
            return Answer.status(HttpServletResponse.SC_OK);
        } catch (TokenRejected e) {
            LOG.log(Level.WARNING, "logout refused from={0} reason={1}", from.text(), e.getMessage());
            if (e.reason().dear()) {
                refusals.refused(from.key());
            }
            return new Answer(HttpServletResponse.SC_BAD_REQUEST, null,
                    Answer.json(Map.of("error", "invalid_request")).json(), List.of());
        }
    }

    private static String token(String form) throws TokenRejected {
        List<String> tokens = Arrays.stream(form.split("&")).filter(field -> field.startsWith(PARAMETER)).toList();
        try {
            if (tokens.size() == 1) {
                return URLDecoder.decode(tokens.get(0).substring(PARAMETER.length()), StandardCharsets.UTF_8);
            }
        } catch (IllegalArgumentException e) {
            // the same answer as for none
        }
        throw new TokenRejected(TokenRejected.Reason.MALFORMED_REQUEST, "not exactly one logout_token");
    }
}
