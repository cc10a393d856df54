package org.signaling.handshake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Tokens for the hands of a page that may not see them: the page of a person who signed in here gets the fresh token
 * sealed, and hands it on over its socket. It opens for a minute, here and on every node with the same key. Immutable,
 * for all threads.
 */
final class SealedTokens {

    private static final String PURPOSE = "refresh";
    private static final Duration TIME = Duration.ofMinutes(1);

    private final Seal seal;
    private final Clock clock;

    SealedTokens(Seal seal, Clock clock) {
        this.seal = seal;
        this.clock = clock;
    }

    /** {@return the token, sealed; never null, and never with a dot in it, as every token has} */
    String seal(String token) {
        return seal.seal(PURPOSE, clock.instant().plus(TIME).getEpochSecond() + "\n" + token);
    }

    /** {@return the token that was sealed within the last minute; empty if the text is anything else} */
    Optional<String> open(String text) {
        return text.indexOf('.') >= 0
                ? Optional.empty()
                : seal.open(PURPOSE, text).map(opened -> opened.split("\n", 2))
                        .filter(parts -> clock.instant().isBefore(Instant.ofEpochSecond(Long.parseLong(parts[0]))))
                        .map(parts -> parts[1]);
    }
}
