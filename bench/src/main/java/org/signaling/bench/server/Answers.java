package org.signaling.bench.server;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Whether it is this server that answers, and no other WAR in its place: nothing else tells who is online. */
final class Answers {

    private static final int SECONDS = 20;

    private Answers() {
    }

    /**
     * Asks for the list of users.
     *
     * @param port where the server listens
     * @param token a good token
     * @throws IllegalStateException if no list comes
     */
    static void check(int port, String token) {
        CompletableFuture<String> list = new CompletableFuture<>();
        WebSocket socket = HttpClient.newHttpClient().newWebSocketBuilder().header("Authorization", "Bearer " + token)
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                        if (text.toString().contains("\"userList\"")) {
                            list.complete(text.toString());
                        }
                        from.request(1);
                        return null;
                    }
                }).join();
        socket.sendText("{\"type\":\"userList\"}", true);
        try {
            list.orTimeout(SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the server at port " + port + " does not tell who is online", e);
        } finally {
            socket.abort();
        }
    }
}
