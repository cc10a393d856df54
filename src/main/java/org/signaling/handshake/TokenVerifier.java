package org.signaling.handshake;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.signaling.handshake.TokenRejected.Reason;
import org.signaling.message.EndedSession;
import org.signaling.settings.IssuerSettings;

/**
 * Text to a verified token (RFC 7519, section 7.2, and RFC 8725). The unverified {@code iss} only selects an issuer;
 * from there on, that issuer's algorithms, keys and audiences are the only ones that count. For all threads; it waits
 * only where {@link IssuerKeys} and {@link SignatureChecks} do.
 */
public final class TokenVerifier {

    /** RFC 7519, section 5.1, and RFC 9068, section 2.1; in lower case. */
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");
    /** OpenID Connect Back-Channel Logout 1.0, section 2.4; in lower case. */
    private static final Set<String> LOGOUT_TYPES = Set.of("jwt", "logout+jwt", "application/logout+jwt");
    /**
     * They change how a token is read. Those that bring a key along or say where it is (jwk, jku, x5c, x5u) are ignored
     * and never used: the issuer's own keys are the only ones that count.
     */
    private static final List<String> FORBIDDEN_HEADERS = List.of("crit", "b64", "zip", "enc");

    /** Says whether a token that is not remembered may be looked at. */
    @FunctionalInterface
    interface Gate {

        /**
         * Is passed, or not.
         *
         * @throws TokenRejected if the token is not to be looked at
         */
        void pass() throws TokenRejected;
    }

    /** How a token says that it is signed; nothing of it is verified. The id is null where it names none. */
    private record Claimed(IssuerKeys keys, String kid, String algorithm) {

        IssuerSettings issuer() {
            return keys.issuer();
        }
    }

    private final TrustedIssuers issuers;
    private final TokenClaims claims;
    private final LogoutClaims logoutClaims;
    private final EndedSessions endedSessions;
    private final SignatureChecks signatures = new SignatureChecks();
    private final VerifiedTokens verified;

    /**
     * @param issuers whom to trust; not null
     * @param skew how far the issuers' clocks may differ from this one; not negative
     * @param clock the time; not null
     * @param remembered how many good tokens to remember; 0 for none
     */
    public TokenVerifier(TrustedIssuers issuers, Duration skew, Clock clock, int remembered) {
        this.issuers = issuers;
        this.claims = new TokenClaims(skew, clock);
        this.logoutClaims = new LogoutClaims(skew, clock);
        this.endedSessions = new EndedSessions(clock);
        this.verified = new VerifiedTokens(remembered);
    }

    /**
     * Verifies a token.
     *
     * @param token the token as it came; not null
     * @return what it says; never null
     * @throws TokenRejected if it is not good, or if nobody can tell now; never with the token in it
     */
    public SignalingToken verify(String token) throws TokenRejected {
        return verify(token, () -> {
        }, Turn.NONE);
    }

    /**
     * Verifies a token.
     *
     * @param token the token as it came; not null
     * @param gate is asked before a token is looked at that is not remembered; not null
     * @param turn is given back while this waits for an issuer; not null
     * @return what it says; never null
     * @throws TokenRejected if it is not good, if nobody can tell now, or if the gate does not open
     */
    SignalingToken verify(String token, Gate gate, Turn turn) throws TokenRejected {
        String hash = VerifiedTokens.hash(token);
        Optional<SignalingToken> known = verified.find(hash, turn);
        SignalingToken checked;
        if (known.isPresent()) {
            checked = known.get();
            claims.checkExpiry(checked.caller().expiry());
        } else {
            gate.pass();
            checked = verifyUnknown(token, hash, turn);
        }
        if (endedSessions.has(checked.caller())) {
            throw new TokenRejected(Reason.SESSION_ENDED, checked.caller().user().id().toString());
        }
        return checked;
    }

    /** What refuses a token at no cost goes first: for one that is not for this server no key is asked for. */
    private SignalingToken verifyUnknown(String token, String hash, Turn turn) throws TokenRejected {
        CompactToken parsed = CompactToken.parse(token);
        Claimed claimed = claimed(parsed, TYPES);
        SignalingToken checked = claims.check(parsed.claims(), claimed.issuer());
        TokenAccess.check(parsed.claims(), checked.caller().groups(), claimed.issuer());
        SignatureKey key = verifySignature(parsed, claimed, turn);
        endedSessions.learn(checked.caller());
        verified.add(hash, checked,
                new VerifiedTokens.Signer(claimed.keys(), claimed.kid(), claimed.algorithm(), key));
        return checked;
    }

    /**
     * Verifies a logout token (OpenID Connect Back-Channel Logout 1.0, section 2.6). Each counts once.
     *
     * @param token the token as it came; not null
     * @return what was ended at the issuer; never null
     * @throws TokenRejected if it is not good, or if nobody can tell now; never with the token in it
     */
    public EndedSession verifyLogoutToken(String token) throws TokenRejected {
        CompactToken parsed = CompactToken.parse(token);
        Claimed claimed = claimed(parsed, LOGOUT_TYPES);
        LogoutClaims.checkAudience(parsed.claims(), claimed.issuer());
        verifySignature(parsed, claimed, Turn.NONE);
        return logoutClaims.check(parsed.claims(), claimed.issuer());
    }

    /** {@return the sessions whose tokens are good no more; never null} */
    EndedSessions endedSessions() {
        return endedSessions;
    }

    /**
     * Verifies an ID token, which is made for the client that the person signs in with, and for no other audience.
     *
     * @param token the token as it came; not null
     * @param client the issuer that it has to come from, with a client; not null
     * @return what it says; never null
     * @throws TokenRejected if it is not good, or if nobody can tell now; never with the token in it
     */
    public IdToken verifyIdToken(String token, IssuerSettings client) throws TokenRejected {
        CompactToken parsed = CompactToken.parse(token);
        Claimed claimed = claimed(parsed, TYPES);
        if (!claimed.issuer().issuer().equals(client.issuer())) {
            throw new TokenRejected(Reason.UNKNOWN_ISSUER, "iss is " + claimed.issuer().issuer() + " where "
                    + client.issuer() + " was asked");
        }
        SignalingToken checked = claims.check(parsed.claims(), client.withAudience(client.client().orElseThrow().id()));
        verifySignature(parsed, claimed, Turn.NONE);
        return new IdToken(checked.caller().user(), (String) parsed.header().get("alg"),
                parsed.claims().get("nonce") instanceof String nonce ? nonce : null,
                parsed.claims().get("azp") instanceof String party ? party : null, parsed.claims().get("at_hash"));
    }

    private Claimed claimed(CompactToken parsed, Set<String> types) throws TokenRejected {
        if (!(parsed.claims().get("iss") instanceof String iss)) {
            throw CompactToken.malformed("iss is not a string");
        }
        IssuerKeys keys = issuers.find(iss)
                .orElseThrow(() -> new TokenRejected(Reason.UNKNOWN_ISSUER, "iss is " + iss));
        String algorithm = algorithm(parsed.header(), keys.issuer());
        checkHeader(parsed.header(), types);
        Object kid = parsed.header().get("kid");
        if (kid != null && !(kid instanceof String)) {
            throw CompactToken.malformed("kid is not a string");
        }
        return new Claimed(keys, (String) kid, algorithm);
    }

    /** The key that made the signature. An issuer that was set up anew may have another one under the same id. */
    private SignatureKey verifySignature(CompactToken parsed, Claimed claimed, Turn turn) throws TokenRejected {
        List<SignatureKey> known = claimed.keys().find(claimed.kid(), claimed.algorithm(), turn);
        Optional<SignatureKey> key = signer(parsed, claimed.algorithm(), known);
        if (key.isEmpty()) {
            List<SignatureKey> others = new ArrayList<>(
                    claimed.keys().findAfresh(claimed.kid(), claimed.algorithm(), turn));
            others.removeAll(known);
            key = signer(parsed, claimed.algorithm(), others);
        }
        return key.orElseThrow(() -> new TokenRejected(Reason.BAD_SIGNATURE,
                claimed.issuer().name() + ": kid " + claimed.kid() + ", alg " + claimed.algorithm()));
    }

    private Optional<SignatureKey> signer(CompactToken parsed, String algorithm, List<SignatureKey> keys)
            throws TokenRejected {
        for (SignatureKey key : keys) {
            if (signatures.verify(parsed, algorithm, key)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    private static String algorithm(Map<String, Object> header, IssuerSettings issuer) throws TokenRejected {
        Object algorithm = header.get("alg");
        if (algorithm instanceof String name && issuer.algorithms().contains(name)) {
            return name;
        }
        throw new TokenRejected(Reason.ALGORITHM_NOT_ALLOWED, issuer.name() + ": alg is " + algorithm);
    }

    private static void checkHeader(Map<String, Object> header, Set<String> types) throws TokenRejected {
        for (String forbidden : FORBIDDEN_HEADERS) {
            if (header.containsKey(forbidden)) {
                throw CompactToken.malformed("header parameter " + forbidden + " is not accepted");
            }
        }
        if (header.containsKey("cty")) {
            throw CompactToken.malformed("a nested token is not accepted");
        }
        Object type = header.getOrDefault("typ", "JWT");
        if (!(type instanceof String name) || !types.contains(name.toLowerCase(Locale.ROOT))) {
            throw CompactToken.malformed("typ is " + type);
        }
    }
}
