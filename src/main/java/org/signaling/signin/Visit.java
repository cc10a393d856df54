package org.signaling.signin;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.signaling.handshake.ClientAddress;

/**
 * One request of a browser, as far as a sign-in needs it. Immutable.
 *
 * @param origin where browsers reach this server; never null
 * @param cookies what it brings along, in its order; never null
 * @param fetchSite its {@code Sec-Fetch-Site}; null where the browser is too old to say it
 * @param sender its {@code Origin}; null where it has none
 * @param address what counts as one client, or null where that is not known
 */
record Visit(OwnOrigin origin, List<Map.Entry<String, String>> cookies, String fetchSite, String sender,
        String address) {

    static Visit of(OwnOrigin origin, HttpServletRequest request, ClientAddress from) {
        Stream<Cookie> cookies = request.getCookies() == null ? Stream.empty() : Arrays.stream(request.getCookies());
        return new Visit(origin, cookies.map(cookie -> Map.entry(cookie.getName(), cookie.getValue())).toList(),
                request.getHeader("Sec-Fetch-Site"), request.getHeader("Origin"), from.key());
    }

    /**
     * {@return whether a page of the own origin sent the request} Browsers say where it comes from, and no page can change
     * what they say: Sec-Fetch-Site (W3C Fetch Metadata), or from older ones Origin, which our own page hides from the
     * newer ones by its referrer policy.
     */
    boolean fromOwnPage() {
        return fetchSite != null ? fetchSite.equals("same-origin") : origin.text().equals(sender);
    }

    /** {@return the names of the cookies here; never null} */
    SignInCookies names() {
        return SignInCookies.of(origin);
    }

    /** {@return the token that opens connections; null where there is none} */
    String token() {
        return first(names().token());
    }

    /** {@return what this browser is known by; null where it has no such cookie yet} */
    String browser() {
        String id = first(names().browser());
        return id != null && id.matches("[A-Za-z0-9_-]{43}") ? id : null;
    }

    /** {@return the names of the cookies whose names begin so, each once; never null} */
    Set<String> namesBeginning(String start) {
        return cookies.stream().map(Map.Entry::getKey).filter(name -> name.startsWith(start))
                .collect(Collectors.toSet());
    }

    private String first(String name) {
        return named(name).findFirst().orElse(null);
    }

    private Stream<String> named(String name) {
        return cookies.stream().filter(cookie -> cookie.getKey().equals(name)).map(Map.Entry::getValue);
    }

    /**
     * {@return what the first cookie of a name holds that opens; another host may have planted more of that name}
     *
     * @param name the cookie's name; not null
     * @param seals the seal; not null
     * @param opener opens a value; not null
     * @param <T> what is in it
     */
    <T> Optional<T> open(String name, Seals seals, BiFunction<BrowserSeal, String, Optional<T>> opener) {
        BrowserSeal seal = seals.of(browser());
        return named(name).flatMap(value -> opener.apply(seal, value).stream()).findFirst();
    }

    /** {@return nothing of the cookies} */
    @Override
    public String toString() {
        return "Visit[" + origin.text() + "]";
    }
}
