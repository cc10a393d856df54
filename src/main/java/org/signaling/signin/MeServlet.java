package org.signaling.signin;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.signaling.handshake.Admission;
import org.signaling.handshake.BearerToken;
import org.signaling.handshake.Caller;
import org.signaling.handshake.TokenRejected;
import org.signaling.handshake.TokenVerifier;

/**
 * Says who is signed in, by the cookie {@code oidc}: {@code {"issuer":…,"subject":…,"username":…,"expires":…}}, the last
 * in seconds since 1970; 401 where nobody is, 503 while that cannot be found out.
 */
@WebServlet("/signin/me")
public class MeServlet extends SignInServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient Admission admission;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        me(cookie(request, BearerToken.NAME), admission.verifier()).send(response);
    }

    static Answer me(String token, TokenVerifier verifier) {
        if (token == null || token.isEmpty()) {
            return Answer.status(HttpServletResponse.SC_UNAUTHORIZED);
        }
        try {
            Caller caller = verifier.verify(token).caller();
            Map<String, Object> me = new LinkedHashMap<>();
            me.put("issuer", caller.user().id().issuer());
            me.put("subject", caller.user().id().subject());
            if (caller.user().username() != null) {
                me.put("username", caller.user().username());
            }
            me.put("expires", caller.expiry().getEpochSecond());
            return Answer.json(me);
        } catch (TokenRejected e) {
            return Answer.status(e.reason().status());
        }
    }
}
