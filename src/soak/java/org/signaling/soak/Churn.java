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
 * connection, with the list of users on its way to it. Before the first look so many come and go in the same way that
 * the pools and caches of the server have their size: until {@value #FLAT_ROUNDS} rounds on end did not make the heap
 * grow any more.
 */
final class Churn {

    /** So many are there at a time. */
    private static final int THREADS = 64;
    private static final int ROUND = 20_000;
    private static final int FLAT_ROUNDS = 2;
    /** A server whose heap still grows after so many rounds keeps something of each visit. */
    private static final int MOST_ROUNDS = 20;
    /** What a round may add without counting as growth: a fifth of what the run may, which is five times as long. */
    private static final double FLAT_ROUND = 1.01;
    /** Containers put closed connections away for some seconds more: so often is looked until the heap falls no more. */
    private static final int MOST_LOOKS = 24;
    private static final int LOOK_SECONDS = 5;
    private static final double STILL = 0.995;
    private static final int TOKENS = 1_000;
    private static final double FLAT = 1.05;

    private final Path directory;
    private final SoakServer server;
    private final List<String> tokens = new ArrayList<>();

    private Churn(Path directory, SoakServer server, TestIssuer issuer) {
        this.directory = directory;
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
            Churn churn = new Churn(directory, server, issuer);
            State before = churn.warmUp();
            long start = System.nanoTime();
            churn.comeAndGo(visits);
            System.out.printf("%d came and went in %d s%n", visits,
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
            State after = churn.settled("after " + visits + " more", "after");
            flat = after.heap() <= FLAT * before.heap() && after.descriptors() <= FLAT * before.descriptors()
                    && after.connections() == 0 && after.online().isEmpty();
        }
        System.out.println(flat ? "All is well." : "The server is not as it was.");
        System.exit(flat ? 0 : 1);
    }

    private State warmUp() throws Exception {
        long most = 0;
        int flat = 0;
        for (int round = 1; round <= MOST_ROUNDS; round++) {
            comeAndGo(ROUND);
            State state = settled("round " + round + " of the warm-up", "before");
            flat = state.heap() <= FLAT_ROUND * most ? flat + 1 : 0;
            if (flat == FLAT_ROUNDS) {
                return state;
            }
            most = Math.max(most, state.heap());
        }
        throw new IllegalStateException("the heap still grows, see " + directory);
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
            if (number / THREADS % 2 == 0) {
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

    /** Looks when nothing of the visits is being put away any more, and writes down what the heap consists of. */
    private State settled(String when, String file) throws IOException, InterruptedException {
        State state = server.state();
        long before = Long.MAX_VALUE;
        for (int i = 0; i < MOST_LOOKS && (state.connections() > 0 || state.heap() < STILL * before); i++) {
            before = state.heap();
            TimeUnit.SECONDS.sleep(LOOK_SECONDS);
            state = server.state();
        }
        System.out.printf("%s: %d connections, heap %.2f MB, %d threads, %d descriptors%n", when, state.connections(),
                state.heap() / 1e6, state.threads(), state.descriptors());
        Files.writeString(directory.resolve("heap-" + file + ".txt"), server.histogram());
        return state;
    }
}
