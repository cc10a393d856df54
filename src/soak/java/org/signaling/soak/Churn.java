package org.signaling.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.signaling.soak.SoakServer.State;
import org.signaling.testing.RawSocket;
import org.signaling.testing.TestIssuer;

/**
 * A hundred thousand people come and go: afterwards the server has to be as it was. Every other one resets the
 * connection, with the list of users on its way to it.
 */
final class Churn {

    private static final int THREADS = 8;
    /** So many come and go before the first look, so that pools and caches have their size. */
    private static final int WARM_UP = 10_000;
    private static final int TOKENS = 1_000;
    private static final double FLAT = 1.05;

    private final SoakServer server;
    private final List<String> tokens = new ArrayList<>();

    private Churn(SoakServer server, TestIssuer issuer) {
        this.server = server;
        for (int i = 0; i < TOKENS; i++) {
            tokens.add(issuer.token("" + i, null));
        }
    }

    /**
     * @param arguments the build's directory, the kind of server, and how many come and go
     */
    public static void main(String[] arguments) throws Exception {
        Path build = Path.of(arguments[0]);
        Path directory = Files.createDirectories(build.resolve("churn"));
        int visits = Integer.parseInt(arguments[2]);
        boolean flat;
        try (TestIssuer issuer = TestIssuer.start(0, "/alpha");
                SoakServer server = new SoakServer(build, arguments[1], directory, Map.of(
                        "signaling.issuers", "alpha", "signaling.issuer.alpha.issuer", issuer.issuer(),
                        "signaling.issuer.alpha.audiences", TestIssuer.AUDIENCE))) {
            server.start();
            Churn churn = new Churn(server, issuer);
            churn.comeAndGo(WARM_UP);
            State before = churn.settled("after " + WARM_UP);
            long start = System.nanoTime();
            churn.comeAndGo(visits);
            System.out.printf("%d came and went in %d s%n", visits,
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
            State after = churn.settled("after " + visits + " more");
            flat = after.heap() <= FLAT * before.heap() && after.connections() == 0 && after.online().isEmpty();
        }
        System.out.println(flat ? "All is well." : "The server is not as it was.");
        System.exit(flat ? 0 : 1);
    }

    private void comeAndGo(int visits) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<?>> parts = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int first = i;
            parts.add(threads.submit(() -> {
                for (int visit = first; visit < visits; visit += THREADS) {
                    visit(visit);
                }
                return null;
            }));
        }
        for (Future<?> part : parts) {
            part.get();
        }
        threads.shutdown();
    }

    private void visit(int number) throws IOException {
        try (RawSocket socket = RawSocket.open(server.socket(), tokens.get(number % TOKENS))) {
            socket.send("{\"type\":\"userList\"}");
            if (number % 2 == 0) {
                socket.read();
                socket.sendClose();
                while (socket.read() != null) {
                    // what was under way
                }
            } else {
                socket.reset();
            }
        }
    }

    private State settled(String when) throws IOException, InterruptedException {
        State state = server.state();
        for (int i = 0; i < 60 && state.connections() > 0; i++) {
            TimeUnit.SECONDS.sleep(1);
            state = server.state();
        }
        System.out.printf("%s: %d connections, heap %.2f MB, %d threads, %d descriptors%n", when, state.connections(),
                state.heap() / 1e6, state.threads(), state.descriptors());
        return state;
    }
}
