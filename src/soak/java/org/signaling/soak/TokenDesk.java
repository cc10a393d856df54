package org.signaling.soak;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.signaling.testing.TestIssuer;

/** Where the members of the crowds get their tokens, whatever state the issuers are in. */
final class TokenDesk implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    /**
     * @param issuers in the order of {@link Role#issuer}
     * @param members how many members there are
     */
    TokenDesk(List<TestIssuer> issuers, int members) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/token", exchange -> {
            String user = exchange.getRequestURI().getQuery();
            int number = Integer.parseInt(user);
            TestIssuer issuer = issuers.get(Role.issuer(number, members));
            long end = Instant.now().getEpochSecond() + Role.of(number, members).tokenLife().toSeconds();
            TestIssuer.send(exchange, 200, "text/plain", issuer.builder().claim("sub", user)
                    .claim("preferred_username", "User " + user).claim("exp", end).build());
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
