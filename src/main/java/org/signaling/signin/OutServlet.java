package org.signaling.signin;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Signs out: a form of the page posts here, and the browser goes on to the issuer to sign out there too. */
@WebServlet("/signin/out")
public class OutServlet extends SignInServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient SignOut signOut;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        signOut.out(visit(request)).send(response);
    }
}
