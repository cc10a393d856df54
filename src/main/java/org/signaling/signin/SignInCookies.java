package org.signaling.signin;

import jakarta.servlet.http.Cookie;
import java.time.Duration;
import org.signaling.handshake.BearerToken;

/**
 * The cookies, all of them out of reach for scripts. Where browsers come by https, their names begin so that no other
 * host of the domain and no page without TLS can set the two that all depends on (RFC 6265bis, section 4.1.3): the token,
 * and what the browser is known by. The other ones are sealed for that browser.
 *
 * <p>The token is {@code SameSite=Strict}: no foreign page can make the browser send it, and the page itself, which is
 * the same for everybody, loads without it after the provider sent the browser back. What has to come along when the
 * provider sends the browser back is {@code Lax}. Each of the others is for one path alone.
 *
 * @param secure whether browsers may send them over https only: always but on localhost without TLS
 * @param path where this application is: empty for the root
 */
record SignInCookies(boolean secure, String path) {

    /**
     * How long a value may be. Browsers keep 4,096 bytes of name, value and attributes (RFC 6265, section 6.1); the
     * attributes take about 130.
     */
    static final int MAX_VALUE = 3_900;
    /** How many sign-ins of a browser may be pending; the oldest gives way. Each takes some 170 bytes of a request. */
    static final int MAX_PENDING = 4;

    /**
     * How long the two values may be that a request brings along, beside pending sign-ins: Payara takes 8,192 bytes of
     * headers.
     */
    private static final int MAX_TOGETHER = 6_200;
    private static final int FOR_THE_SESSION = -1;
    private static final int STATE_PART = 8;
    private static final String HOST = "__Host-";
    private static final String SECURE = "__Secure-";
    private static final String STRICT = "Strict";
    private static final String LAX = "Lax";

    static SignInCookies of(OwnOrigin origin) {
        return new SignInCookies(origin.https(), origin.path());
    }

    /** {@return whether there is room beside a token of a length for the value that a renewal or a sign-out needs} */
    static boolean fit(int token, String other) {
        return other.length() <= MAX_VALUE && token + other.length() <= MAX_TOGETHER;
    }

    /** {@return the name of what holds the token} */
    String token() {
        return secure ? BearerToken.HOST_NAME : BearerToken.NAME;
    }

    /** {@return the name of what a browser is known by} */
    String browser() {
        return (secure ? HOST : "") + "browser";
    }

    /** {@return the name of what renews the sign-in} */
    String renewal() {
        return (secure ? SECURE : "") + "renew";
    }

    /** {@return the name of what a sign-out needs} */
    String hint() {
        return (secure ? SECURE : "") + "signout";
    }

    /** {@return what the names of all pending sign-ins begin with} */
    String pending() {
        return (secure ? SECURE : "") + "signin-";
    }

    /** {@return the name of what holds the pending sign-in of a state} */
    String pending(String state) {
        return pending() + state.substring(0, Math.min(STATE_PART, state.length()));
    }

    Cookie token(String token, Duration life) {
        return cookie(token(), token, "/", (int) Math.min(life.toSeconds(), Integer.MAX_VALUE), STRICT);
    }

    /** It has to be there when the provider sends the browser back, and lasts as long as what is sealed for it. */
    Cookie browser(String id) {
        return cookie(browser(), id, "/", FOR_THE_SESSION, LAX);
    }

    Cookie pending(PendingSignIn pending, BrowserSeal seal) {
        return cookie(pending(pending.state()), pending.seal(seal), path + "/signin",
                (int) PendingSignIn.KEPT.toSeconds(), LAX);
    }

    /** How long it is good is the provider's to say. */
    Cookie renewal(String sealed) {
        return cookie(renewal(), sealed, path + "/signin/renew", FOR_THE_SESSION, STRICT);
    }

    /** The provider's session outlives the token: so does this. */
    Cookie hint(String sealed) {
        return cookie(hint(), sealed, path + "/signin/out", FOR_THE_SESSION, STRICT);
    }

    Cookie noToken() {
        return cookie(token(), "", "/", 0, STRICT);
    }

    /** Drops a token that another program of this host, or an earlier version of this one, left here. */
    Cookie noPlainToken() {
        return cookie(BearerToken.NAME, "", "/", 0, STRICT);
    }

    Cookie noPending(String name) {
        return cookie(name, "", path + "/signin", 0, LAX);
    }

    Cookie noRenewal() {
        return cookie(renewal(), "", path + "/signin/renew", 0, STRICT);
    }

    Cookie noHint() {
        return cookie(hint(), "", path + "/signin/out", 0, STRICT);
    }

    private Cookie cookie(String name, String value, String onPath, int maxAge, String sameSite) {
        Cookie cookie = new Cookie(name, value);
        cookie.setPath(onPath);
        cookie.setMaxAge(maxAge);
        cookie.setHttpOnly(true);
        cookie.setSecure(secure);
        cookie.setAttribute("SameSite", sameSite);
        return cookie;
    }
}
