package org.signaling.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpResponse;
import org.signaling.testing.SignInClient;
import org.signaling.testing.TestProvider;

/**
 * What the page does: it signs in once, renews the sign-in over HTTP, and hands what that gives on over its socket. A
 * restart of the server must not end the sign-in.
 */
final class Page extends Stayer {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SignInClient browser;
    private final String issuerName;
    private final TestProvider provider;
    private final Journal journal;

    /**
     * @param server where the server's pages are
     * @param issuerName what the server calls the provider
     */
    Page(Place place, int user, Journal journal, URI server, String issuerName, TestProvider provider) {
        super(place, user + "-0", user, journal, user);
        this.browser = new SignInClient(server);
        this.issuerName = issuerName;
        this.provider = provider;
        this.journal = journal;
    }

    /** The provider whose tokens are this user's. */
    static TestProvider provider(int user) {
        TestProvider provider = new TestProvider();
        long seconds = Role.PAGE.tokenLife().toSeconds();
        provider.accessToken(token -> token.claim("sub", "" + user).claim("exp",
                System.currentTimeMillis() / 1_000 + seconds));
        provider.idToken(token -> token.claim("sub", "" + user));
        return provider;
    }

    /** The token that a browser would send along as a cookie, renewed before as the page does. */
    @Override
    String token() throws IOException {
        if (browser.token().isEmpty()) {
            browser.signIn(issuerName, provider);
        } else {
            renew();
        }
        return browser.token().orElseThrow(() -> new IOException("no token among the cookies"));
    }

    private JsonNode renew() throws IOException {
        HttpResponse<String> answer = browser.post("/signin/renew");
        if (answer.statusCode() == HttpURLConnection.HTTP_UNAUTHORIZED) {
            journal.write("signed-out", user);
        }
        if (answer.statusCode() != HttpURLConnection.HTTP_OK) {
            throw new IOException("/signin/renew answers " + answer.statusCode());
        }
        journal.write("renewed", user);
        return JSON.readTree(answer.body());
    }

    @Override
    String freshToken() {
        try {
            return renew().path("refresh").asText();
        } catch (IOException e) {
            // the server is away: the next visit begins with another try
            return null;
        }
    }
}
