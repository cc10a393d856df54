package org.signaling.signin;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.signaling.settings.HttpAddress;
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
        URI token = address(issuer.reachable(String.valueOf(document.get("token_endpoint"))), "token_endpoint");
        // codes and secrets go there, so never on a less safe way than that by which the address came
        if ("https".equals(issuer.discoveryBase().getScheme())) {
            requireHttps("token_endpoint", token, issuer);
        }
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
        URI address = address(issuer.outside(String.valueOf(document.get(name))), name);
        if (issuer.issuer().startsWith("https:")) {
            requireHttps(name, address, issuer);
        }
        return address;
    }

    private static void requireHttps(String name, URI address, IssuerSettings issuer) throws IOException {
        if (!"https".equals(address.getScheme())) {
            throw new IOException("the issuer " + issuer.name() + " is https, but its " + name + " is " + address);
        }
    }

    private static URI address(String text, String name) throws IOException {
        return HttpAddress.parse(text).orElseThrow(
                () -> new IOException("the discovery document names no usable " + name + ": " + text));
    }
}
