package org.signaling.signin;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Renews the sign-in: the own page posts here before the token ends. It answers as {@link MeServlet} does. */
@WebServlet("/signin/renew")
public class RenewServlet extends SignInServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient SignInRenewal renewal;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Visit visit = visit(request);
        Answer answer = visit.fromOwnPage()
                ? renewal.renew(visit)
                : Answer.status(HttpServletResponse.SC_FORBIDDEN);
        asAsked(answer, request).send(response);
    }
}
