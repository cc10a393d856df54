package org.signaling.signin;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import org.signaling.handshake.Admission;
import org.signaling.handshake.Caller;
import org.signaling.handshake.TokenRejected;

/**
 * Says who is signed in, by the cookie with the token, in the words of {@link SignedIn}; 401 where nobody is, or
 * {@code {"signedIn":false}} for {@code ?or=nobody}; 503 while that cannot be found out.
 */
@WebServlet("/signin/me")
public class MeServlet extends SignInServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient Admission admission;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        asAsked(me(visit(request).token(), admission), request).send(response);
    }

    static Answer me(String token, Admission admission) {
        if (token == null || token.isEmpty()) {
            return Answer.status(HttpServletResponse.SC_UNAUTHORIZED);
        }
        try {
            Caller caller = admission.verifier().verify(token).caller();
            return Answer.json(SignedIn.describe(caller, token, admission, Instant.now()));
        } catch (TokenRejected e) {
            return Answer.status(e.reason().status());
        }
    }
}
