package org.signaling.signin;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.signaling.handshake.Caller;
import org.signaling.handshake.IdToken;
import org.signaling.handshake.TokenRejected;
import org.signaling.handshake.TokenVerifier;
import org.signaling.message.UserId;
import org.signaling.settings.IssuerSettings;

/**
 * The one of an issuer's two tokens that opens a connection here: the access token if the handshake accepts it, else the
 * ID token if the handshake accepts that.
 *
 * @param token the token as it came; never null
 * @param caller whom it speaks for; never null
 */
record ChosenToken(String token, Caller caller) {

    /**
     * Verifies and chooses for a sign-in.
     *
     * @param tokens what the issuer gave, with an ID token
     * @param nonce what the ID token has to repeat
     * @param issuer who gave it, with a client
     * @param verifier the handshake's own
     * @throws SignInFailed if the ID token is not good, or neither token opens a connection, or none fits a cookie
     */
    static ChosenToken choose(Provider.Tokens tokens, String nonce, IssuerSettings issuer, TokenVerifier verifier)
            throws SignInFailed {
        IdToken idToken = verify(tokens, issuer, verifier);
        if (!nonce.equals(idToken.nonce())) {
            throw new SignInFailed(Problem.BAD_TOKEN, "ID token: its nonce is not that of this sign-in");
        }
        return pick(tokens, idToken.user().id(), issuer, verifier);
    }

    /**
     * Verifies and chooses for the renewal of a sign-in (OpenID Connect Core 1.0, section 12.2).
     *
     * @param tokens what the issuer gave, with or without an ID token
     * @param renewal the sign-in
     * @param issuer who gave it, with a client
     * @param verifier the handshake's own
     * @throws SignInFailed if a token is another user's or not good, or none opens a connection or fits a cookie
     */
    static ChosenToken renew(Provider.Tokens tokens, Renewal renewal, IssuerSettings issuer, TokenVerifier verifier)
            throws SignInFailed {
        if (tokens.id() != null) {
            IdToken idToken = verify(tokens, issuer, verifier);
            if (!idToken.user().id().equals(renewal.user())) {
                throw new SignInFailed(Problem.BAD_TOKEN, "ID token: it is another user's");
            }
            if (idToken.nonce() != null && !idToken.nonce().equals(renewal.nonce())) {
                throw new SignInFailed(Problem.BAD_TOKEN, "ID token: its nonce is not that of this sign-in");
            }
        }
        return pick(tokens, renewal.user(), issuer, verifier);
    }

    private static ChosenToken pick(Provider.Tokens tokens, UserId user, IssuerSettings issuer, TokenVerifier verifier)
            throws SignInFailed {
        List<String> reasons = new ArrayList<>();
        boolean tooLarge = false;
        boolean later = false;
        for (String token : Arrays.asList(tokens.access(), tokens.id())) {
            String name = reasons.isEmpty() ? "access token" : "ID token";
            try {
                if (token == null) {
                    reasons.add("no " + name);
                    continue;
                }
                Caller caller = verifier.verify(token).caller();
                if (!caller.user().id().equals(user)) {
                    reasons.add(name + " speaks for another subject");
                } else if (token.length() > SignInCookies.MAX_VALUE) {
                    tooLarge = true;
                    reasons.add(name + " has " + token.length() + " characters");
                } else {
                    return new ChosenToken(token, caller);
                }
            } catch (TokenRejected e) {
                later |= e.retryAfter().isPresent();
                reasons.add(name + ": " + e.getMessage());
            }
        }
        if (later) {
            throw new SignInFailed(Problem.PROVIDER_DOWN, reasons.toString());
        }
        throw tooLarge
                ? new SignInFailed(Problem.TOKEN_TOO_LARGE, reasons + "; a cookie holds " + SignInCookies.MAX_VALUE
                        + ". Have issuer " + issuer.name() + " make smaller tokens: fewer scopes, roles and groups")
                : new SignInFailed(Problem.TOKEN_REFUSED, reasons + "; issuer " + issuer.name()
                        + " has to put one of " + issuer.audiences() + " into aud (an audience mapper), or add the"
                        + " client id to signaling.issuer." + issuer.name() + ".audiences");
    }

    /** OpenID Connect Core 1.0, sections 3.1.3.7 and 3.1.3.8, but for the nonce. */
    private static IdToken verify(Provider.Tokens tokens, IssuerSettings issuer, TokenVerifier verifier)
            throws SignInFailed {
        IdToken idToken;
        try {
            idToken = verifier.verifyIdToken(tokens.id(), issuer);
        } catch (TokenRejected e) {
            throw new SignInFailed(e.retryAfter().isPresent() ? Problem.PROVIDER_DOWN : Problem.BAD_TOKEN,
                    "ID token: " + e.getMessage());
        }
        String party = idToken.authorizedParty();
        if (party != null && !party.equals(issuer.client().orElseThrow().id())) {
            throw new SignInFailed(Problem.BAD_TOKEN, "ID token: its azp is " + party);
        }
        if (idToken.accessTokenHash() != null && tokens.access() != null
                && !hash(tokens.access(), idToken.algorithm()).equals(idToken.accessTokenHash())) {
            throw new SignInFailed(Problem.BAD_TOKEN, "ID token: its at_hash is not that of the access token");
        }
        return idToken;
    }

    /** OpenID Connect Core 1.0, section 3.1.3.6: half of the hash that the ID token's own algorithm uses. */
    private static String hash(String accessToken, String algorithm) {
        String bits = algorithm.startsWith("Ed") ? "512" : algorithm.substring(2);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-" + bits)
                    .digest(accessToken.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, hash.length / 2));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-2", e);
        }
    }

    /** {@return whom the token speaks for; never the token} */
    @Override
    public String toString() {
        return "ChosenToken[" + caller.user().id() + "]";
    }
}
