package org.signaling.signin;

import java.lang.System.Logger.Level;

/** Why a sign-in or sign-out came to nothing; the page learns the code and finds its own words. */
enum Problem {

    /** There is no issuer of that name that one can sign in at. */
    UNKNOWN_ISSUER("unknown-issuer", Level.INFO),
    /** The page was reached by http, and browsers keep secure cookies only for https and localhost. */
    NOT_HTTPS("not-https", Level.WARNING),
    /** The person, or the provider in the person's name, said no: to a sign-in, or to renewing it. */
    ACCESS_DENIED("access-denied", Level.INFO),
    /** The answer belongs to no sign-in that began in this browser, or to one that is over. */
    WRONG_STATE("wrong-state", Level.INFO),
    /** The sign-in took longer than ten minutes, twice. */
    EXPIRED("expired", Level.INFO),
    /** Too many codes that the provider did not take came from the same address. */
    TOO_MANY("too-many", Level.INFO),
    /** The provider does not answer. */
    PROVIDER_DOWN("provider-down", Level.WARNING),
    /** The provider answered with an error; an operator has to look into the log. */
    PROVIDER_ERROR("provider-error", Level.WARNING),
    /** The provider's ID token is not good, or was not made for this sign-in. */
    BAD_TOKEN("bad-token", Level.WARNING),
    /** The person is signed in, but neither token would open a connection here. */
    TOKEN_REFUSED("token-refused", Level.WARNING),
    /** The token does not fit into a cookie. */
    TOKEN_TOO_LARGE("token-too-large", Level.WARNING);

    private final String code;
    private final Level level;

    Problem(String code, Level level) {
        this.code = code;
        this.level = level;
    }

    /** {@return the code that the page sees; never null} */
    String code() {
        return code;
    }

    /** {@return how loud the log says it: what only the browser is to blame for is no warning; never null} */
    Level level() {
        return level;
    }
}
