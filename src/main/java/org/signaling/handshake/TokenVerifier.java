package org.signaling.handshake;

import java.time.Clock;
import java.time.Duration;
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
    /** They change how a token is read or bring a key along; no token of a trusted issuer needs one of them. */
    private static final List<String> FORBIDDEN_HEADERS = List.of("crit", "b64", "jwk", "jku", "x5u", "x5c", "zip",
            "enc");

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
        String hash = VerifiedTokens.hash(token);
        Optional<SignalingToken> known = verified.find(hash);
        SignalingToken checked;
        if (known.isPresent()) {
            checked = known.get();
            claims.checkExpiry(checked.caller().expiry());
        } else {
            checked = verifyUnknown(token, hash);
        }
        if (endedSessions.has(checked.caller())) {
            throw new TokenRejected(Reason.SESSION_ENDED, checked.caller().user().id().toString());
        }
        return checked;
    }

    private SignalingToken verifyUnknown(String token, String hash) throws TokenRejected {
        CompactToken parsed = CompactToken.parse(token);
        VerifiedTokens.Signer signer = verifySignature(parsed, TYPES);
        IssuerSettings issuer = signer.keys().issuer();
        SignalingToken checked = claims.check(parsed.claims(), issuer);
        TokenAccess.check(parsed.claims(), checked.caller().groups(), issuer);
        verified.add(hash, checked, signer);
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
        return logoutClaims.check(parsed.claims(), verifySignature(parsed, LOGOUT_TYPES).keys().issuer());
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
        IssuerSettings issuer = verifySignature(parsed, TYPES).keys().issuer();
        if (!issuer.issuer().equals(client.issuer())) {
            throw new TokenRejected(Reason.UNKNOWN_ISSUER, "iss is " + issuer.issuer() + " where " + client.issuer()
                    + " was asked");
        }
        SignalingToken checked = claims.check(parsed.claims(), client.withAudience(client.client().orElseThrow().id()));
        return new IdToken(checked.caller().user(), (String) parsed.header().get("alg"),
                parsed.claims().get("nonce") instanceof String nonce ? nonce : null,
                parsed.claims().get("azp") instanceof String party ? party : null, parsed.claims().get("at_hash"));
    }

    private VerifiedTokens.Signer verifySignature(CompactToken parsed, Set<String> types) throws TokenRejected {
        if (!(parsed.claims().get("iss") instanceof String iss)) {
            throw CompactToken.malformed("iss is not a string");
        }
        IssuerKeys keys = issuers.find(iss)
                .orElseThrow(() -> new TokenRejected(Reason.UNKNOWN_ISSUER, "iss is " + iss));
        IssuerSettings issuer = keys.issuer();
        String algorithm = algorithm(parsed.header(), issuer);
        checkHeader(parsed.header(), types);
        Object kid = parsed.header().get("kid");
        if (kid != null && !(kid instanceof String)) {
            throw CompactToken.malformed("kid is not a string");
        }
        SignatureKey key = keys.find((String) kid, algorithm);
        if (!signatures.verify(parsed, algorithm, key)) {
            throw new TokenRejected(Reason.BAD_SIGNATURE, issuer.name() + ": kid " + kid + ", alg " + algorithm);
        }
        return new VerifiedTokens.Signer(keys, (String) kid, algorithm, key);
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
