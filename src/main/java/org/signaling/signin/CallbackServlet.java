package org.signaling.signin;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Takes the browser back from the issuer: the redirect URI of the sign-in. */
@WebServlet("/signin/callback")
public class CallbackServlet extends SignInServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient SignIn signIn;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        SignIn.Returned returned = new SignIn.Returned(parameter(request, "code"), parameter(request, "state"),
                parameter(request, "error"), parameter(request, "iss"));
        signIn.callback(returned, cookie(request, SignInCookies.PENDING), origin(request)).send(response);
    }
}
