package org.signaling.signin;

import com.nimbusds.jose.util.JSONArrayUtils;
import com.nimbusds.jose.util.JSONObjectUtils;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What the browser gets. Immutable but for the cookies.
 *
 * @param status the HTTP status
 * @param location where the browser goes next; null to stay
 * @param json the body; null for none
 * @param cookies what the browser keeps or drops; never null
 */
record Answer(int status, String location, String json, List<Cookie> cookies) {

    /** Where the page is. */
    static final String PAGE = "/app/";

    static Answer status(int status) {
        return new Answer(status, null, null, List.of());
    }

    static Answer json(Map<String, ?> object) {
        return new Answer(HttpServletResponse.SC_OK, null, JSONObjectUtils.toJSONString(object), List.of());
    }

    static Answer json(List<?> array) {
        return new Answer(HttpServletResponse.SC_OK, null, JSONArrayUtils.toJSONString(array), List.of());
    }

    /** Another place, to be fetched with GET (RFC 9110, section 15.4.4). */
    static Answer seeOther(String location, Cookie... cookies) {
        return new Answer(HttpServletResponse.SC_SEE_OTHER, location, null, List.of(cookies));
    }

    /** Another place, for a GET (RFC 9110, section 15.4.3). */
    static Answer found(String location, Cookie... cookies) {
        return new Answer(HttpServletResponse.SC_FOUND, location, null, List.of(cookies));
    }

    static Answer problem(Problem problem, Cookie... cookies) {
        return seeOther(PAGE + "?problem=" + problem.code(), cookies);
    }

    void send(HttpServletResponse response) throws IOException {
        response.setStatus(status);
        response.setHeader("Cache-Control", "no-store");
        // the address of this answer may hold a code
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("X-Content-Type-Options", "nosniff");
        cookies.forEach(response::addCookie);
        if (location != null) {
            response.setHeader("Location", location);
        }
        // no length where there is no body: Open Liberty never ends such an answer over HTTP/2
        if (json != null) {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            response.setContentType("application/json");
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        }
    }
}
