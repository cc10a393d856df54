package org.signaling.signin;

import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import org.signaling.handshake.Admission;
import org.signaling.settings.Settings;

/** What all addresses below {@code /signin/} share: without an issuer that one can sign in at, they are not there. */
abstract class SignInServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient Settings settings;
    @Inject
    private transient Providers providers;
    @Inject
    private transient Admission admission;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (providers.all().isEmpty()) {
            Answer.status(HttpServletResponse.SC_NOT_FOUND).send(response);
        } else {
            super.service(request, response);
        }
    }

    /** {@return the request as a sign-in needs it; never null} */
    final Visit visit(HttpServletRequest request) {
        return Visit.of(OwnOrigin.of(settings.publicUrl(), request), request,
                admission.address(request.getRemoteAddr(), name -> Collections.list(request.getHeaders(name))));
    }

    /** {@return the answer in the way that the request asks for: {@code ?or=nobody} takes no 401; never null} */
    static Answer asAsked(Answer answer, HttpServletRequest request) {
        return "nobody".equals(parameter(request, "or")) ? answer.orNobody() : answer;
    }

    /** {@return the value of a parameter; null unless it comes exactly once} */
    static String parameter(HttpServletRequest request, String name) {
        String[] values = request.getParameterValues(name);
        return values != null && values.length == 1 ? values[0] : null;
    }
}
