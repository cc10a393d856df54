package org.signaling.signin;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.signaling.settings.IssuerSettings;

/**
 * Where an issuer wants to be asked, by its discovery document (OpenID Connect Discovery 1.0, section 3).
 *
 * @param authorization for the browser; never null
 * @param token for this server; never null
 * @param endSession for the browser (OpenID Connect RP-Initiated Logout 1.0, section 2.1); empty where there is none
 * @param namesIssuer whether its answers name the issuer (RFC 9207, section 3)
 * @param secretInForm whether the client's secret goes into the form, because the header is not understood
 */
record ProviderAddresses(URI authorization, URI token, Optional<URI> endSession, boolean namesIssuer,
        boolean secretInForm) {

    static ProviderAddresses read(Map<String, Object> document, IssuerSettings issuer) throws IOException {
        URI authorization = outside(document, "authorization_endpoint", issuer);
        URI token = address(document, "token_endpoint", issuer.issuer(), issuer.discoveryBase().toString());
        Optional<URI> endSession = document.containsKey("end_session_endpoint")
                ? Optional.of(outside(document, "end_session_endpoint", issuer))
                : Optional.empty();
        boolean secretInForm = document.get("token_endpoint_auth_methods_supported") instanceof List<?> methods
                && methods.contains("client_secret_post") && !methods.contains("client_secret_basic");
        return new ProviderAddresses(authorization, token, endSession,
                Boolean.TRUE.equals(document.get("authorization_response_iss_parameter_supported")), secretInForm);
    }

    /** An address for the browser, whatever address the document was read at. */
    private static URI outside(Map<String, Object> document, String name, IssuerSettings issuer) throws IOException {
        URI address = address(document, name, issuer.discoveryBase().toString(), issuer.issuer());
        if (issuer.issuer().startsWith("https:") && !"https".equals(address.getScheme())) {
            throw new IOException("the issuer " + issuer.name() + " is https, but its " + name + " is " + address);
        }
        return address;
    }

    /** An address of the document; where it begins like {@code from}, it begins like {@code to} afterwards. */
    private static URI address(Map<String, Object> document, String name, String from, String to) throws IOException {
        String text = String.valueOf(document.get(name));
        String base = withoutSlash(from);
        if (text.startsWith(base + "/")) {
            text = withoutSlash(to) + text.substring(base.length());
        }
        try {
            URI address = URI.create(text);
            boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
            if (http && address.getHost() != null && address.getRawFragment() == null) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // the same answer as for an address of another kind
        }
        throw new IOException("the discovery document names no usable " + name + ": " + text);
    }

    private static String withoutSlash(String address) {
        return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    }
}
