package org.signaling.handshake;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.signaling.message.LogText;

/**
 * Why a handshake is refused: one of a closed set of reasons. Immutable; without a stack trace, because it is an answer
 * and not a fault of the server, and refusing must stay cheaper than asking.
 */
public final class TokenRejected extends Exception {

    private static final int MAX_DETAIL = 200;

    /** The reasons, each with its HTTP status, its error code (RFC 6750, section 3.1) and a sentence for the client. */
    public enum Reason {

        /** No token came; the challenge carries no error then (RFC 6750, section 3.1). */
        MISSING(401, null, "No token came with the request; send it as Authorization: Bearer TOKEN, as the subprotocol"
                + " signaling.token.TOKEN, as the cookie oidc or as the query parameter oidc."),
        /** The request says two things at once, or cannot be decoded. */
        MALFORMED_REQUEST(400, "invalid_request", "The request carries more than one token or origin, or a query that"
                + " cannot be decoded; send exactly one token."),
        /**
         * The request asks for a WebSocket elsewhere than at the root, or lacks what a handshake has (RFC 6455, section
         * 4.2.1); nobody looked for its token.
         */
        NO_HANDSHAKE(400, "invalid_request", "The request is no WebSocket handshake of version 13 for the root of this"
                + " server."),
        /** The token is no JWT that this server understands. */
        MALFORMED(401, "invalid_token", "The token is not a signed JWT of the form that this server accepts."),
        /** The token has more characters than any that this server takes. */
        TOO_LARGE(401, "invalid_token", "The token has more than 16384 characters; its issuer has to put fewer groups,"
                + " roles and other claims into it."),
        /** The token's issuer is not on the allow-list. */
        UNKNOWN_ISSUER(401, "invalid_token", "The token comes from an issuer that this server does not trust."),
        /** The token is signed with an algorithm that its issuer may not use. */
        ALGORITHM_NOT_ALLOWED(401, "invalid_token", "The token is signed with an algorithm that is not accepted."),
        /** The issuer publishes no key that fits the token. */
        UNKNOWN_KEY(401, "invalid_token", "The token is signed with a key that its issuer does not publish."),
        /** The signature is not that of the issuer's key. */
        BAD_SIGNATURE(401, "invalid_token", "The token's signature is wrong."),
        /** The token has ended. */
        EXPIRED(401, "invalid_token", "The token has expired; get a new one."),
        /** The token's time has not come yet, or it was issued in the future. */
        NOT_YET_VALID(401, "invalid_token", "The token is not valid yet; check the clocks."),
        /** The token was made for another service. */
        WRONG_AUDIENCE(401, "invalid_token", "The token was not made for this server."),
        /** The token is good, but does not carry the scope or the groups that are asked for. */
        INSUFFICIENT_SCOPE(403, "insufficient_scope",
                "The token does not allow to use this server; ask for a token with"
                        + " more rights."),
        /** The token's session was ended at the issuer. */
        SESSION_ENDED(401, "invalid_token", "The person signed out at the issuer; sign in again."),
        /** A cookie came without an origin: nobody can tell whose page sent it (RFC 6455, section 10.2). */
        ORIGIN_MISSING(403, null,
                "The token came in a cookie, but the request names no web origin, as browsers always do."
                        + " A client that is no web page sends its token as Authorization: Bearer TOKEN, not in a cookie."),
        /** A page of this web origin may not connect (RFC 6455, section 10.2). */
        ORIGIN_REFUSED(403, null, "Pages of this web origin may not connect, and the server's own only by https; an"
                + " operator can allow the origin (signaling.origins)."),
        /**
         * So many of the address's tokens were forged that this one, which is not remembered, was not looked at (RFC 6585,
         * section 4).
         */
        TOO_MANY_REFUSALS(429, null, "Too many tokens from this address had wrong signatures; try again later."),
        /** The token's user has opened so many connections lately that this one is not taken (RFC 6585, section 4). */
        TOO_MANY_CONNECTS(429, null, "This user connects too often; try again later."),
        /** An operator drains the server: it takes nobody in. */
        DRAINING(503, null, "The server is being restarted; try again soon."),
        /** More tokens come than can be checked, or the server is late with what it has already. */
        OVERLOADED(503, null, "The server has too much to do at the moment; try again soon."),
        /** The issuer's keys cannot be had at the moment. */
        KEYS_UNAVAILABLE(503, null,
                "The token cannot be checked, because its issuer's keys are not at hand; try again soon.");

        private final int status;
        private final String error;
        private final String description;

        Reason(int status, String error, String description) {
            this.status = status;
            this.error = error;
            this.description = description;
        }

        /** {@return the HTTP status} */
        public int status() {
            return status;
        }

        /** {@return whether the client is at fault, and was looked at} */
        boolean clientsFault() {
            return status < 429;
        }

        /** {@return whether finding it out was dear: keys were asked for, or a signature was checked} */
        public boolean dear() {
            return this == UNKNOWN_KEY || this == BAD_SIGNATURE;
        }

        /** {@return the error code of RFC 6750, empty where that has none; never null} */
        public Optional<String> error() {
            return Optional.ofNullable(error);
        }

        /** {@return one fixed sentence for the client; never null, without quotation marks and backslashes} */
        public String description() {
            return description;
        }
    }

    private final Reason reason;
    private final String detail;
    private final String scope;

    /**
     * @param reason why; not null
     * @param detail what the log should say besides, such as the issuer or the key's id, never a token; not null.
     *        Control and format characters are replaced, and it is cut to 200 characters
     */
    public TokenRejected(Reason reason, String detail) {
        this(reason, detail, null);
    }

    /**
     * @param reason why; not null
     * @param detail what the log should say besides, as above; not null
     * @param scope the scope that a token must have, for the challenge; null to say nothing of it
     */
    TokenRejected(Reason reason, String detail, String scope) {
        super(null, null, false, false);
        this.reason = Objects.requireNonNull(reason, "reason");
        this.detail = LogText.clean(detail, MAX_DETAIL);
        this.scope = scope;
    }

    /** {@return why; never null} */
    public Reason reason() {
        return reason;
    }

    /** {@return what the log should say besides; never null, one line, never sent to the client} */
    public String detail() {
        return detail;
    }

    /** {@return the value of {@code WWW-Authenticate} (RFC 6750, section 3), empty where it has no error code} */
    public Optional<String> challenge() {
        if (reason == Reason.MISSING) {
            return Optional.of("Bearer");
        }
        return reason.error()
                .map(error -> "Bearer error=\"" + error + "\", error_description=\"" + reason.description() + "\""
                        + (scope == null ? "" : ", scope=\"" + scope + "\""));
    }

    /** {@return in how many seconds to try again, the value of {@code Retry-After}; empty unless the status is 429 or 503} */
    public Optional<Integer> retryAfter() {
        return reason.clientsFault() ? Optional.empty() : Optional.of(reason.status() == 429 ? 10 : 5);
    }

    /** {@return the answer's body: a JSON object with {@code error} and {@code error_description}; never null} */
    public String body() {
        String error = reason.error().orElseGet(() -> reason.name().toLowerCase(Locale.ROOT));
        return "{\"error\":\"" + error + "\",\"error_description\":\"" + reason.description() + "\"}";
    }

    /** {@return the reason and the log's detail} */
    @Override
    public String getMessage() {
        return reason + ": " + detail;
    }
}
