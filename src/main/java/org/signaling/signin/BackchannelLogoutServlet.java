package org.signaling.signin;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.signaling.handshake.Admission;

/**
 * Where issuers say that a session is over: {@code POST} with a form (OpenID Connect Back-Channel Logout 1.0, section
 * 2.5). It reads the body itself, with a bound, and never the query, which would end up in logs.
 */
@WebServlet("/backchannel-logout")
public class BackchannelLogoutServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    /** A token of 8 KB, percent-encoded at its few dots, and what else a form may hold. */
    private static final int MAX_BYTES = 16 * 1_024;

    @Inject
    private transient BackchannelLogout logout;
    @Inject
    private transient Admission admission;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] body = request.getInputStream().readNBytes(MAX_BYTES + 1);
        boolean form = request.getContentType() != null
                && request.getContentType().startsWith("application/x-www-form-urlencoded");
        // a browser's: some page would use its visitor's address; issuers are no browsers
        boolean browser = request.getHeader("Sec-Fetch-Site") != null;
        Answer answer = form && !browser && body.length <= MAX_BYTES
                ? logout.logout(new String(body, StandardCharsets.US_ASCII),
                        admission.address(request.getRemoteAddr(),
                                name -> Collections.list(request.getHeaders(name))))
                : Answer.status(HttpServletResponse.SC_BAD_REQUEST);
        answer.send(response);
    }
}
