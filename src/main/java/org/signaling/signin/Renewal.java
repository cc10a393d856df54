package org.signaling.signin;

import jakarta.servlet.http.Cookie;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.signaling.message.UserId;

/**
 * What renews a sign-in when its token comes to its end. It waits in a sealed cookie for the path of the renewal, so
 * that it travels nowhere else; nothing is kept on the server.
 *
 * @param user who signed in; never null
 * @param nonce what an ID token of this sign-in carries, if it carries one; never null
 * @param refreshToken what the issuer gives tokens for (RFC 6749, section 1.5); never null
 */
record Renewal(UserId user, String nonce, String refreshToken) {

    private static final Logger LOG = System.getLogger(Renewal.class.getName());
    private static final String PURPOSE = "renewal";

    Renewal with(String newRefreshToken) {
        return new Renewal(user, nonce, newRefreshToken);
    }

    /**
     * {@return the cookie to wait in; one that drops it where it finds no room beside the token; never null}
     *
     * @param token the token that the browser has beside it; null for none
     */
    Cookie cookie(String token, BrowserSeal seal, SignInCookies cookies) {
        String sealed = seal(seal);
        int length = token == null ? 0 : token.length();
        if (SignInCookies.fit(length, sealed)) {
            return cookies.renewal(sealed);
        }
        LOG.log(Level.WARNING,
                "the sign-in of {0} cannot be renewed: what renews it takes {1} characters, beside {2} of"
                        + " the token; a cookie holds {3}. Have the issuer make smaller tokens",
                user, sealed.length(), length, SignInCookies.MAX_VALUE);
        return cookies.noRenewal();
    }

    String seal(BrowserSeal seal) {
        return seal.seal(PURPOSE, refreshToken, nonce, user.issuer(), user.subject());
    }

    static Optional<Renewal> open(BrowserSeal seal, String sealed) {
        return seal.open(PURPOSE, sealed).map(
                parts -> new Renewal(new UserId(parts.get(2), parts.get(3)), parts.get(1), parts.get(0)));
    }

    /** {@return who; never the token} */
    @Override
    public String toString() {
        return "Renewal[" + user + "]";
    }
}
