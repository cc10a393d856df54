package org.signaling.signin;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Takes the browser back from the issuer. Each issuer has a redirect URI of its own, {@code /signin/callback/NAME}; where
 * there is but one, it is {@code /signin/callback}.
 */
@WebServlet({"/signin/callback", "/signin/callback/*"})
public class CallbackServlet extends SignInServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient SignIn signIn;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo();
        SignIn.Returned returned = new SignIn.Returned(parameter(request, "code"), parameter(request, "state"),
                parameter(request, "error"), parameter(request, "iss"), path == null ? null : path.substring(1));
        signIn.callback(returned, visit(request)).send(response);
    }
}
