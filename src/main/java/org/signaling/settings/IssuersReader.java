package org.signaling.settings;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the trusted issuers: {@code signaling.issuers} with their keys, and the Go server's three. For one thread. */
final class IssuersReader {

    private static final String NAMES = "signaling.issuers";
    /** The Go server's setting for its issuer. */
    static final String PROVIDER = "PROVIDER";
    /** What that issuer is called here. */
    static final String GO_NAME = "provider";
    private static final String USERNAME = "preferred_username";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,40}");
    /** Private-key signatures only: with an HMAC algorithm the public key would be the secret (RFC 8725, 2.1). */
    private static final Set<String> POSSIBLE_ALGORITHMS = Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512",
            "ES256", "ES384", "ES512", "EdDSA", "Ed25519");

    /** Those of RFC 6749, RFC 7636 and OpenID Connect that a sign-in's safety hangs on, or that change its form. */
    private static final Set<String> OWN_PARAMETERS = Set.of("response_type", "response_mode", "client_id",
            "client_secret", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method",
            "request", "request_uri");
    private static final Pattern PARAMETER = Pattern.compile(
            "[A-Za-z0-9_.-]{1,60}=(?:[A-Za-z0-9_.~:/?@!$'()*+,;=-]|%[0-9A-Fa-f]{2})*");

    private final SettingsReader reader;

    IssuersReader(SettingsReader reader) {
        this.reader = reader;
    }

    List<IssuerSettings> read() {
        List<IssuerSettings> issuers = new ArrayList<>();
        Set<String> names = reader.list(NAMES);
        for (String name : names) {
            if (NAME.matcher(name).matches()) {
                named(name).ifPresent(issuers::add);
            } else {
                reader.problem(NAMES + "=" + name + " is no name; use up to 40 letters, digits, - and _");
            }
        }
        boolean goForm = reader.isSet(PROVIDER);
        if (goForm) {
            goServer(names).ifPresent(issuers::add);
        } else if (reader.text("OUTSIDEISSUER").isPresent()) {
            reader.problem(PROVIDER + " is missing: OUTSIDEISSUER says how its tokens name it; set both, or neither");
        }
        if (names.isEmpty() && !goForm) {
            reader.problem(NAMES + " is missing: no issuer is trusted, so nobody could connect. Set " + NAMES
                    + "=main, signaling.issuer.main.issuer=https://idp.example/realms/a and"
                    + " signaling.issuer.main.audiences=my-client (or PROVIDER and AUDIENCE)");
        }
        Set<String> seen = new HashSet<>();
        for (IssuerSettings issuer : issuers) {
            if (!seen.add(issuer.issuer())) {
                reader.problem("signaling.issuer." + issuer.name() + ".issuer=" + issuer.issuer()
                        + " is configured twice; keep one and give it all the audiences");
            }
        }
        return List.copyOf(issuers);
    }

    private Optional<IssuerSettings> named(String name) {
        String prefix = "signaling.issuer." + name + ".";
        Optional<URI> issuer = reader.address(prefix + "issuer");
        if (issuer.isEmpty() && reader.text(prefix + "issuer").isEmpty()) {
            reader.problem(prefix + "issuer is missing; set it to the iss of the issuer's tokens, letter by letter");
        }
        Optional<URI> inside = reader.address(prefix + "inside");
        Optional<URI> jwksUri = reader.address(prefix + "jwks-uri");
        Set<String> audiences = audiences(prefix + "audiences");
        Set<String> algorithms = algorithms(prefix + "algorithms");
        ClaimPath usernameClaim = ClaimPath.read(reader, prefix + "username-claim", USERNAME);
        AccessSettings access = AccessSettings.read(reader, prefix);
        Optional<ClientSettings> client = client(prefix, name);
        return issuer.map(iss -> new IssuerSettings(name, iss.toString(), inside, jwksUri, audiences, algorithms,
                usernameClaim, access, client));
    }

    /** {@code PROVIDER} is the inside address, {@code OUTSIDEISSUER} what tokens carry; one of them may serve as both. */
    private Optional<IssuerSettings> goServer(Set<String> names) {
        if (names.contains(GO_NAME)) {
            reader.problem(NAMES + "=" + GO_NAME + " is what the issuer of " + PROVIDER + " is called; choose another"
                    + " name");
        }
        Optional<URI> provider = reader.address(PROVIDER).map(IssuersReader::withoutSlash);
        Optional<URI> outside = reader.address("OUTSIDEISSUER").map(IssuersReader::withoutSlash);
        Set<String> audiences = audiences("AUDIENCE");
        String prefix = "signaling.issuer." + GO_NAME + ".";
        AccessSettings access = AccessSettings.read(reader, prefix);
        Optional<ClientSettings> client = client(prefix, GO_NAME);
        return provider.map(inside -> new IssuerSettings(GO_NAME, outside.orElse(inside).toString(),
                outside.map(iss -> inside), Optional.empty(), audiences, IssuerSettings.DEFAULT_ALGORITHMS,
                ClaimPath.of(USERNAME), access, client));
    }

    /** For the sign-in with a browser, which is on where there is a client id. */
    private Optional<ClientSettings> client(String prefix, String name) {
        Optional<String> id = reader.text(prefix + "client-id");
        Optional<Secret> secret = reader.secret(prefix + "client-secret");
        Set<String> scopes = words(reader.text(prefix + "scopes").orElse("profile"));
        String label = reader.text(prefix + "label").orElse(name);
        if (id.isEmpty() && secret.isPresent()) {
            reader.problem(prefix + "client-id is missing; set it to the id of the client that the secret belongs to");
        }
        Set<String> asked = new LinkedHashSet<>(Set.of("openid"));
        asked.addAll(scopes);
        Map<String, String> parameters = parameters(prefix + "authorization-parameters");
        return id.map(client -> new ClientSettings(client, secret, Collections.unmodifiableSet(asked), label,
                parameters));
    }

    /** Scopes stand between spaces by custom (RFC 6749, section 3.3), and our lists between commas. */
    private static Set<String> words(String text) {
        return new LinkedHashSet<>(List.of(text.split("[\\s,]+")));
    }

    /** Parameters of the authorization request that an issuer wants besides, written as in a query. */
    private Map<String, String> parameters(String key) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : reader.text(key).orElse("").split("&")) {
            String name = pair.split("=", 2)[0];
            if (pair.isEmpty()) {
                continue;
            }
            if (OWN_PARAMETERS.contains(name)) {
                reader.problem(key + " sets " + name + ", which is this server's own to set; leave it out");
            } else if (!PARAMETER.matcher(pair).matches()) {
                reader.problem(key + " has " + pair + "; write it like access_type=offline&prompt=consent, with percent"
                        + " signs as in an address");
            } else {
                parameters.put(name, URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8));
            }
        }
        return Collections.unmodifiableMap(parameters);
    }

    private static URI withoutSlash(URI address) {
        return URI.create(HttpAddress.withoutSlash(address.toString()));
    }

    private Set<String> audiences(String key) {
        Set<String> audiences = reader.list(key);
        if (audiences.isEmpty()) {
            reader.problem(key + " is missing: without it tokens made for any other service would be accepted here;"
                    + " set it to the client id that the tokens carry in aud");
        }
        return Set.copyOf(audiences);
    }

    private Set<String> algorithms(String key) {
        Set<String> algorithms = reader.list(key);
        for (String algorithm : algorithms) {
            if (!POSSIBLE_ALGORITHMS.contains(algorithm)) {
                reader.problem(key + "=" + algorithm + " is not possible; choose from "
                        + String.join(", ", POSSIBLE_ALGORITHMS.stream().sorted().toList()));
            }
        }
        return algorithms.isEmpty() ? IssuerSettings.DEFAULT_ALGORITHMS : Set.copyOf(algorithms);
    }
}
