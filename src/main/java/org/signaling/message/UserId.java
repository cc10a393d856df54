package org.signaling.message;

import java.util.Objects;

/**
 * Who a user is: the issuer that vouches for the person and the subject that it knows the person by. Both stand exactly
 * as the token carries them (OpenID Connect Core 1.0, section 2); two users are the same only if both are equal, letter
 * by letter.
 *
 * @param issuer the token's {@code iss}; never null, never empty
 * @param subject the token's {@code sub}; never null, never empty
 */
public record UserId(String issuer, String subject) {

    private static final int MAX_LOGGED = 500;

    /** Refuses an id without an issuer or without a subject. */
    public UserId {
        if (Objects.requireNonNull(issuer, "issuer").isEmpty()) {
            throw new IllegalArgumentException("a user's issuer is empty");
        }
        if (Objects.requireNonNull(subject, "subject").isEmpty()) {
            throw new IllegalArgumentException("a user's subject is empty");
        }
    }

    /** {@return the id for a log line: what a subject may hold and a line may not is replaced} */
    @Override
    public String toString() {
        return LogText.clean(subject + " of " + issuer, MAX_LOGGED);
    }
}
