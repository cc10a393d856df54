package org.signaling.dev;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.http.NettyWrapper;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import no.nav.security.mock.oauth2.token.OAuth2TokenCallback;
import no.nav.security.mock.oauth2.token.OAuth2TokenProvider;

/**
 * An identity provider for development: issuers that sign tokens for whoever asks. It listens on the loopback address
 * only, and its signing keys are public (they come with the library), so that a token outlives a restart.
 */
final class DevProvider {

    /** The issuers, by the last part of their address. */
    static final List<String> ISSUERS = List.of("blue", "green");
    /** What the tokens carry in {@code aud}, and the client id for signing in. */
    static final String AUDIENCE = "signaling";

    private static final Duration TOKEN_LIFE = Duration.ofHours(12);

    private final MockOAuth2Server server;
    private final int port;

    private DevProvider(MockOAuth2Server server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts the provider.
     *
     * @param port where it listens
     * @param loginPage the page that asks who is signing in, for the authorization code flow
     * @throws StartFailure if it cannot listen there
     */
    static DevProvider start(int port, Path loginPage) throws StartFailure {
        Set<OAuth2TokenCallback> signedIn = new LinkedHashSet<>();
        for (String issuer : ISSUERS) {
            signedIn.add(tokens(issuer, "nobody", Map.of()));
        }
        MockOAuth2Server server = new MockOAuth2Server(new OAuth2Config(true, loginPage.toString(), null, false,
                new OAuth2TokenProvider(), signedIn, new NettyWrapper()));
        try {
            server.start(InetAddress.getByName("localhost"), port);
        } catch (IOException e) {
            throw new StartFailure("The identity provider cannot listen on port " + port + ": " + e.getMessage());
        }
        return new DevProvider(server, port);
    }

    /** {@return the issuer as its tokens carry it in {@code iss}} */
    static String address(String issuer, int port) {
        return "http://localhost:" + port + "/" + issuer;
    }

    /** {@return the address of one of this provider's issuers} */
    String address(String issuer) {
        return address(issuer, port);
    }

    /** {@return a token for a user, good for some hours} */
    String token(String issuer, String user) {
        return server.issueToken(issuer, AUDIENCE, tokens(issuer, user, Map.of("preferred_username", user)))
                .serialize();
    }

    private static OAuth2TokenCallback tokens(String issuer, String user, Map<String, Object> claims) {
        return new DefaultOAuth2TokenCallback(issuer, user, "JWT", List.of(AUDIENCE), claims,
                TOKEN_LIFE.toSeconds());
    }
}
