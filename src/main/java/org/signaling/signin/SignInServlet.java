package org.signaling.signin;

import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.signaling.settings.Settings;

/** What all addresses below {@code /signin/} share: without an issuer that one can sign in at, they are not there. */
abstract class SignInServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient Settings settings;
    @Inject
    private transient Providers providers;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (providers.all().isEmpty()) {
            Answer.status(HttpServletResponse.SC_NOT_FOUND).send(response);
        } else {
            super.service(request, response);
        }
    }

    /** {@return where browsers reach this server; never null} */
    final OwnOrigin origin(HttpServletRequest request) {
        return OwnOrigin.of(settings.publicUrl(), request);
    }

    /** {@return the value of a parameter; null unless it comes exactly once} */
    static String parameter(HttpServletRequest request, String name) {
        String[] values = request.getParameterValues(name);
        return values != null && values.length == 1 ? values[0] : null;
    }

    /** {@return the value of a cookie; null where there is none} */
    static String cookie(HttpServletRequest request, String name) {
        if (request.getCookies() != null) {
            for (Cookie cookie : request.getCookies()) {
                if (cookie.getName().equals(name)) {
                    return cookie.getValue();
                }
            }
        }
        return null;
    }
}
