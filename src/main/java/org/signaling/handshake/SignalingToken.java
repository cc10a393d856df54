package org.signaling.handshake;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * A verified token, the principal of a connection. Immutable, for all threads.
 *
 * <p>It holds the claims that this server understands and checked, and no others: {@code iss}, {@code sub},
 * {@code aud} and {@code groups} (sets of strings), {@code exp}, {@code iat} and {@code nbf} (Long, in seconds),
 * {@code jti} and the username claim. It does not hold the token's text: {@link #getRawToken()} returns null, so that
 * a token appears nowhere.
 */
public final class SignalingToken implements JsonWebToken {

    private final Caller caller;
    private final Map<String, Object> claims;
    private final IncomingFrames frames;

    /**
     * @param caller whom the token speaks for; not null
     * @param claims the claims, checked and in the types that {@link JsonWebToken} promises; not null
     */
    SignalingToken(Caller caller, Map<String, Object> claims) {
        this(caller, claims, null);
    }

    private SignalingToken(Caller caller, Map<String, Object> claims, IncomingFrames frames) {
        this.caller = caller;
        this.claims = Map.copyOf(claims);
        this.frames = frames;
    }

    /** {@return the same token, as the principal of a connection whose frames are looked at; never null} */
    SignalingToken with(IncomingFrames incoming) {
        return new SignalingToken(caller, claims, incoming);
    }

    /** {@return what looks at the frames of the connection; null where nothing does} */
    IncomingFrames frames() {
        return frames;
    }

    /** {@return whom the token speaks for; never null} */
    public Caller caller() {
        return caller;
    }

    /**
     * {@return the same token, of the handshake with an id, from an address; never null}
     *
     * @param requestId the id; not null
     * @param address where the request comes from; not null
     */
    SignalingToken of(String requestId, ClientAddress address) {
        return new SignalingToken(caller.of(requestId, address.key()), claims);
    }

    /** {@return the name to show, or the subject where the token has none; never null} */
    @Override
    public String getName() {
        String username = caller.user().username();
        return username != null ? username : caller.user().id().subject();
    }

    @Override
    public Set<String> getClaimNames() {
        return Set.copyOf(claims.keySet());
    }

    @Override
    @SuppressWarnings("unchecked") // the interface leaves the type to the caller
    public <T> T getClaim(String name) {
        return (T) claims.get(name);
    }

    /** {@return who the user is; never the token} */
    @Override
    public String toString() {
        return "SignalingToken[" + caller.user().id() + "]";
    }
}
