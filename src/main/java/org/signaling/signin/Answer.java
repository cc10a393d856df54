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

    private static final Map<String, Boolean> NOBODY = Map.of("signedIn", false);

    static Answer status(int status) {
        return new Answer(status, null, null, List.of());
    }

    static Answer json(Map<String, ?> object) {
        return new Answer(HttpServletResponse.SC_OK, null, JSONObjectUtils.toJSONString(object), List.of());
    }

    static Answer json(List<?> array) {
        return new Answer(HttpServletResponse.SC_OK, null, JSONArrayUtils.toJSONString(array), List.of());
    }

    /**
     * {@return the same, but for who would rather not be refused: 200 and {@code {"signedIn":false}} in place of 401, which
     * browsers write into their console as an error; never null}
     */
    Answer orNobody() {
        return status == HttpServletResponse.SC_UNAUTHORIZED
                ? new Answer(HttpServletResponse.SC_OK, null, JSONObjectUtils.toJSONString(NOBODY), cookies)
                : this;
    }

    /** Another place, to be fetched with GET (RFC 9110, section 15.4.4). */
    static Answer seeOther(String location, Cookie... cookies) {
        return new Answer(HttpServletResponse.SC_SEE_OTHER, location, null, List.of(cookies));
    }

    /** Another place, for a GET (RFC 9110, section 15.4.3). */
    static Answer found(String location, Cookie... cookies) {
        return new Answer(HttpServletResponse.SC_FOUND, location, null, List.of(cookies));
    }

    /**
     * Another place, which a page of its own leads to. A redirect of a form would have to be allowed by the policy of the
     * page with the form (Content Security Policy Level 3, form-action), each step of it on foreign hosts too.
     */
    static Answer goOn(String location, Cookie... cookies) {
        return new Answer(HttpServletResponse.SC_OK, location, null, List.of(cookies));
    }

    static Answer problem(Problem problem, OwnOrigin origin, Cookie... cookies) {
        return seeOther(origin.pagePath() + "?problem=" + problem.code(), cookies);
    }

    void send(HttpServletResponse response) throws IOException {
        response.setStatus(status);
        response.setHeader("Cache-Control", "no-store");
        // the address of this answer may hold a code
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("X-Content-Type-Options", "nosniff");
        cookies.forEach(response::addCookie);
        // no length where there is no body: Open Liberty never ends such an answer over HTTP/2
        if (json != null) {
            write(response, "application/json", json);
        } else if (location != null && status == HttpServletResponse.SC_OK) {
            response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
            write(response, "text/html; charset=UTF-8", onward(location));
        } else if (location != null) {
            response.setHeader("Location", location);
        }
    }

    private static void write(HttpServletResponse response, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        response.setContentType(type);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** A page that goes on by itself; the link is for whoever has that switched off. */
    static String onward(String location) {
        String address = location.replace("&", "&amp;").replace("\"", "&quot;").replace("'", "&#39;")
                .replace("<", "&lt;").replace(">", "&gt;");
        return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Signing out</title>"
                + "<meta http-equiv=\"refresh\" content=\"0; url=" + address + "\"></head><body><p><a href=\""
                + address + "\">Go on to sign out where you signed in</a></p></body></html>\n";
    }
}
