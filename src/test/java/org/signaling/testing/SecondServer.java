package org.signaling.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A second server in one cluster with the server under test, where the build wants the suite to run through two: each
 * client connects to the other one than the client before. For all threads.
 */
final class SecondServer {

    private static final boolean WANTED = Boolean.getBoolean("second.server");
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final AtomicInteger CLIENTS = new AtomicInteger();
    private static OwnServer server;

    private SecondServer() {
    }

    /** The socket that the next client is to use. */
    static URI socket(URI first) {
        return WANTED && CLIENTS.getAndIncrement() % 2 == 1 ? second().socket() : first;
    }

    private static synchronized OwnServer second() {
        if (server == null) {
            server = new OwnServer(Stream.concat(ServerSettings.all(),
                    Stream.of("signaling.cluster.bind-port=" + System.getProperty("second.server.port")))
                    .toArray(String[]::new)).start();
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        }
        return server;
    }

    /** Waits until both servers know of each other's users: a client is connected a moment before that. */
    static void agree(URI first) {
        if (WANTED) {
            URI second = second().address();
            await().atMost(SocketClient.PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).until(
                    () -> number(first, "signaling_users ") == number(second, "signaling_cluster_peer_users.* ")
                            && number(second, "signaling_users ") == number(first, "signaling_cluster_peer_users.* "));
        }
    }

    private static double number(URI address, String metric) {
        try {
            String metrics = HTTP.send(HttpRequest.newBuilder(address.resolve("/signaling/metrics")).build(),
                    BodyHandlers.ofString()).body();
            Matcher line = Pattern.compile("^" + metric + "([0-9.]+)", Pattern.MULTILINE).matcher(metrics);
            return line.find() ? Double.parseDouble(line.group(1)) : -1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
