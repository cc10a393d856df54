package org.signaling.settings;

import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * One trusted issuer, as configured under {@code signaling.issuer.NAME.*}.
 *
 * @param name the short name that the settings and the logs use; never null
 * @param issuer the issuer exactly as its tokens carry it in {@code iss} (the outside address); never null
 * @param inside where this server reaches the issuer, where that is another address; discovery is read below it
 * @param jwksUri where the signing keys are, where discovery does not say it or names an address out of reach
 * @param audiences a token must name at least one of these in {@code aud}; never empty
 * @param algorithms the signature algorithms to accept, by their JOSE names (RFC 7518, RFC 8037); never empty
 * @param usernameClaim the claim that holds the name to show to others; never null
 * @param access what a token must carry besides, and what its groups mean; never null
 * @param client this server as the issuer's client, for people who sign in with a browser; empty where they cannot
 */
public record IssuerSettings(String name, String issuer, Optional<URI> inside, Optional<URI> jwksUri,
        Set<String> audiences, Set<String> algorithms, ClaimPath usernameClaim, AccessSettings access,
        Optional<ClientSettings> client) {

    /** The algorithms that are accepted where none are configured. All of them sign with a private key. */
    public static final Set<String> DEFAULT_ALGORITHMS = Set.of("RS256", "PS256", "ES256", "EdDSA");

    /** {@return the address that discovery is read below: the inside address if there is one; never null} */
    public URI discoveryBase() {
        return inside.orElseGet(() -> URI.create(issuer));
    }

    /**
     * {@return an address of the issuer as this server reaches it: what is below the outside address is below the inside
     * one; never null}
     *
     * @param address as the issuer names it; not null
     */
    public String reachable(String address) {
        return HttpAddress.moved(address, issuer, discoveryBase().toString());
    }

    /**
     * {@return an address of the issuer as browsers reach it: what is below the inside address is below the outside one;
     * never null}
     *
     * @param address as the issuer names it; not null
     */
    public String outside(String address) {
        return HttpAddress.moved(address, discoveryBase().toString(), issuer);
    }

    /**
     * {@return the same issuer, with one audience in place of all; never null}
     *
     * @param audience the one; not null
     */
    public IssuerSettings withAudience(String audience) {
        return new IssuerSettings(name, issuer, inside, jwksUri, Set.of(audience), algorithms, usernameClaim, access,
                client);
    }
}
