package org.signaling.settings;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * This server as a client of an issuer, for people who sign in with a browser; configured under
 * {@code signaling.issuer.NAME.client-id} and its neighbours.
 *
 * @param id the client's id at the issuer (OAuth 2.0, RFC 6749, section 2.2); never null
 * @param secret the client's secret; empty for a public client
 * @param scopes what is asked for, always with {@code openid}, in the order configured; never empty
 * @param label what the sign-in page calls the issuer; never null
 * @param parameters what the issuer is asked besides when a person signs in, such as {@code audience}; never null
 */
public record ClientSettings(String id, Optional<Secret> secret, Set<String> scopes, String label,
        Map<String, String> parameters) {
}
