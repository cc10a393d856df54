package org.signaling.signin;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Sends the browser to the issuer that it names: {@code /signin/start?issuer=NAME}, from the own page. */
@WebServlet("/signin/start")
public class StartServlet extends SignInServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient SignIn signIn;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        signIn.start(parameter(request, "issuer"), parameter(request, "page"), visit(request)).send(response);
    }
}
