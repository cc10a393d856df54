package org.signaling.signin;

import jakarta.servlet.http.Cookie;
import java.time.Duration;
import org.signaling.handshake.BearerToken;

/**
 * The four cookies, all of them out of reach for scripts.
 *
 * <p>{@code oidc} holds the token and is {@code SameSite=Strict}: no foreign page can make the browser send it, and
 * the page itself, which is the same for everybody, loads without it after the provider sent the browser back.
 * {@code signin} holds the pending sign-in and is {@code Lax}, because it has to come along when the provider sends the
 * browser back. {@code renew} holds what renews the sign-in, for the path of the renewal alone. {@code signout} holds what a sign-out needs, for the path of the sign-out alone.
 *
 * @param secure whether browsers may send them over https only: always but on localhost without TLS
 */
record SignInCookies(boolean secure) {

    /** The pending sign-in. */
    static final String PENDING = "signin";
    /** What renews the sign-in. */
    static final String RENEWAL = "renew";
    /** What a sign-out needs. */
    static final String HINT = "signout";
    /**
     * How long a value may be. Browsers keep 4,096 bytes of name, value and attributes (RFC 6265, section 6.1); the
     * attributes take about 130.
     */
    static final int MAX_VALUE = 3_900;

    private static final String RENEWAL_PATH = "/signin/renew";
    /** How long the two values may be that a request brings along: Payara takes 8,192 bytes of headers as it comes. */
    private static final int MAX_TOGETHER = 6_500;
    private static final int FOR_THE_SESSION = -1;

    static SignInCookies of(OwnOrigin origin) {
        return new SignInCookies(origin.https());
    }

    /** {@return whether there is room beside the token for the value that a renewal or a sign-out needs} */
    static boolean fit(String token, String other) {
        return other.length() <= MAX_VALUE && token.length() + other.length() <= MAX_TOGETHER;
    }

    Cookie token(String token, Duration life) {
        return cookie(BearerToken.NAME, token, "/", (int) Math.min(life.toSeconds(), Integer.MAX_VALUE), "Strict");
    }

    Cookie pending(String sealed) {
        return cookie(PENDING, sealed, "/signin/callback", (int) PendingSignIn.TIME.toSeconds(), "Lax");
    }

    /** How long it is good is the provider's to say. */
    Cookie renewal(String sealed) {
        return cookie(RENEWAL, sealed, RENEWAL_PATH, FOR_THE_SESSION, "Strict");
    }

    /** The provider's session outlives the token: so does this. */
    Cookie hint(String sealed) {
        return cookie(HINT, sealed, "/signin/out", FOR_THE_SESSION, "Strict");
    }

    Cookie noToken() {
        return cookie(BearerToken.NAME, "", "/", 0, "Strict");
    }

    Cookie noPending() {
        return cookie(PENDING, "", "/signin/callback", 0, "Lax");
    }

    Cookie noRenewal() {
        return cookie(RENEWAL, "", RENEWAL_PATH, 0, "Strict");
    }

    Cookie noHint() {
        return cookie(HINT, "", "/signin/out", 0, "Strict");
    }

    private Cookie cookie(String name, String value, String path, int maxAge, String sameSite) {
        Cookie cookie = new Cookie(name, value);
        cookie.setPath(path);
        cookie.setMaxAge(maxAge);
        cookie.setHttpOnly(true);
        cookie.setSecure(secure);
        cookie.setAttribute("SameSite", sameSite);
        return cookie;
    }
}
