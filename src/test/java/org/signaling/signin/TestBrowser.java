package org.signaling.signin;

import jakarta.servlet.http.Cookie;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A browser that keeps cookies, at the own page unless it is told otherwise. For one thread. */
final class TestBrowser {

    final OwnOrigin origin;
    private final List<Map.Entry<String, String>> cookies = new ArrayList<>();
    private String fetchSite = "same-origin";
    private String sender;
    private String address = "192.0.2.1";

    TestBrowser(OwnOrigin origin) {
        this.origin = origin;
    }

    /** Says from now on that requests come from there. */
    TestBrowser from(String site, String pageOrigin) {
        fetchSite = site;
        sender = pageOrigin;
        return this;
    }

    /** Is at another address of the network from now on. */
    TestBrowser at(String other) {
        address = other;
        return this;
    }

    Visit visit() {
        return new Visit(origin, List.copyOf(cookies), fetchSite, sender, address);
    }

    /** Keeps the cookies of an answer. */
    Answer keep(Answer answer) {
        for (Cookie cookie : answer.cookies()) {
            cookies.removeIf(kept -> kept.getKey().equals(cookie.getName()));
            if (cookie.getMaxAge() != 0) {
                cookies.add(Map.entry(cookie.getName(), cookie.getValue()));
            }
        }
        return answer;
    }

    /** Has a cookie that was planted before its own, as another host of the domain does. */
    TestBrowser plant(String name, String value) {
        cookies.add(0, Map.entry(name, value));
        return this;
    }

    TestBrowser drop(String name) {
        cookies.removeIf(kept -> kept.getKey().equals(name));
        return this;
    }

    /** The values of the cookies whose names begin so. */
    List<String> cookies(String start) {
        return cookies.stream().filter(kept -> kept.getKey().startsWith(start)).map(Map.Entry::getValue).toList();
    }

    /** The one cookie of this name. */
    String cookie(String name) {
        List<String> values = cookies.stream().filter(kept -> kept.getKey().equals(name)).map(Map.Entry::getValue)
                .toList();
        if (values.size() != 1) {
            throw new AssertionError(values.size() + " cookies " + name);
        }
        return values.get(0);
    }
}
