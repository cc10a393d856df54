package org.signaling.handshake;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.signaling.settings.HttpAddress;
import org.signaling.settings.IssuerSettings;

/**
 * Reads what an issuer says about itself (OpenID Connect Discovery 1.0, section 4), below its inside address where it has
 * one. For all threads.
 */
public final class Discovery {

    private static final String PATH = "/.well-known/openid-configuration";

    private final IssuerHttp http;

    /**
     * @param http asks; not null
     */
    public Discovery(IssuerHttp http) {
        this.http = http;
    }

    /**
     * {@return where the document of an issuer is; never null}
     *
     * @param issuer whose; not null
     */
    public static URI address(IssuerSettings issuer) {
        return URI.create(HttpAddress.withoutSlash(issuer.discoveryBase().toString()) + PATH);
    }

    /**
     * Reads the document of an issuer. Blocks for as long as {@link IssuerHttp#get} does.
     *
     * @param issuer whose; not null
     * @return its members; never null
     * @throws IOException if it cannot be had, or if it is that of another issuer; the message says where and why
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    public Map<String, Object> fetch(IssuerSettings issuer) throws IOException, InterruptedException {
        URI address = address(issuer);
        Map<String, Object> document = http.get(address).json("discovery document");
        Object named = document.get("issuer");
        boolean inside = issuer.inside().isPresent() && named instanceof String name
                && HttpAddress.withoutSlash(name).equals(HttpAddress.withoutSlash(issuer.inside().get().toString()));
        if (!issuer.issuer().equals(named) && !inside) {
            throw new IOException(address + " is the document of another issuer: " + named + "; configured is "
                    + issuer.issuer());
        }
        return document;
    }
}
