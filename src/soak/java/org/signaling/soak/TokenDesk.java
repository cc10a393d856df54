package org.signaling.soak;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.signaling.testing.TestIssuer;

/** Where the members of the crowds get their tokens, whatever state the issuers are in. */
final class TokenDesk implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    TokenDesk(List<TestIssuer> issuers) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/token", exchange -> {
            String user = exchange.getRequestURI().getQuery();
            TestIssuer issuer = issuers.get(Integer.parseInt(user) % issuers.size());
            TestIssuer.send(exchange, 200, "text/plain", issuer.token(user, "User " + user));
        });
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
