package org.signaling.handshake;

import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import org.signaling.settings.HttpAddress;
import org.signaling.settings.IssuerSettings;

/**
 * Gets an issuer's keys: discovery, then the JWK Set (RFC 7517). For all threads.
 */
final class KeyFetcher {

    private final IssuerHttp http;
    private final Discovery discovery;

    /**
     * @param http asks; not null
     */
    KeyFetcher(IssuerHttp http) {
        this.http = http;
        this.discovery = new Discovery(http);
    }

    /**
     * Fetches the keys of an issuer. Blocks for up to twice the time of an answer.
     *
     * @return the keys, at least one; never null
     * @throws IOException if there are none to be had; the message says where and why
     */
    KeySet fetch(IssuerSettings issuer) throws IOException, InterruptedException {
        URI address = issuer.jwksUri().isPresent()
                ? issuer.jwksUri().get()
                : keysAddress(issuer, discovery.fetch(issuer).get("jwks_uri"));
        KeySet keys;
        try {
            keys = KeySet.parse(http.get(address).body());
        } catch (ParseException e) {
            throw new IOException(address + " is no JWK Set: " + e.getMessage(), e);
        }
        if (keys.keys().isEmpty()) {
            throw new IOException(address + " has no key that is fit to verify tokens " + keys.dropped());
        }
        return keys;
    }

    /** What is below the outside issuer is read below the inside one; https stays https otherwise. */
    private static URI keysAddress(IssuerSettings issuer, Object jwksUri) throws IOException {
        URI discovery = Discovery.address(issuer);
        return HttpAddress.parse(issuer.reachable(String.valueOf(jwksUri)))
                .filter(address -> address.getScheme().equals("https") || discovery.getScheme().equals("http"))
                .orElseThrow(() -> new IOException(discovery + " names no usable jwks_uri: " + jwksUri));
    }
}
