package org.signaling.soak;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

/**
 * Where clients are: what all of a process share. For all threads.
 *
 * @param server the socket
 * @param desk where tokens are
 * @param members how many members there are; other roles' users come behind them
 * @param issuers of all tokens, in the order of {@link Role#issuer}
 */
record Place(URI server, URI desk, int members, List<String> issuers) {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** The JSON text of a user's id. */
    String userId(int user) {
        return "{\"issuer\":\"" + issuers.get(Role.issuer(user, members)) + "\",\"subject\":\"" + user + "\"}";
    }

    /** A fresh token. */
    String token(int user) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(URI.create(desk + "token?" + user)).build(), BodyHandlers.ofString())
                .body();
    }
}
