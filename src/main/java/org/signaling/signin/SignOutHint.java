package org.signaling.signin;

import java.util.Optional;
import org.signaling.message.UserId;

/**
 * What a sign-out needs and what the token may be too old to tell by then: who signed in, and the ID token, with which
 * the issuer ends the right session without a question. It waits in a sealed cookie for the path of the sign-out, so
 * that it travels once.
 *
 * @param user who signed in; never null
 * @param idToken the ID token; never null
 */
record SignOutHint(UserId user, String idToken) {

    private static final String PURPOSE = "sign-out";

    String seal(BrowserSeal seal) {
        return seal.seal(PURPOSE, idToken, user.issuer(), user.subject());
    }

    static Optional<SignOutHint> open(BrowserSeal seal, String sealed) {
        return seal.open(PURPOSE, sealed)
                .map(parts -> new SignOutHint(new UserId(parts.get(1), parts.get(2)), parts.get(0)));
    }

    /** {@return who; never the token} */
    @Override
    public String toString() {
        return "SignOutHint[" + user + "]";
    }
}
