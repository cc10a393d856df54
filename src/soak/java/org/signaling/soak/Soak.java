package org.signaling.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.signaling.soak.Member.Place;
import org.signaling.soak.SoakServer.State;
import org.signaling.testing.TestIssuer;

/**
 * Directs the soak test: rounds of one minute, each with forty seconds of talk, churn and faults, and then a quiet
 * moment in which everybody's picture must be the same. At the end the journals are checked.
 */
final class Soak {

    private static final int CROWDS = 3;
    private static final long ROUND_SECONDS = 60;
    /** As long as the server may take to find a ghost (two pings), and some more. */
    private static final long QUIET_SECONDS = 17;

    private final Path directory;
    private final Journal journal;
    private final List<TestIssuer> issuers = List.of(TestIssuer.start(0, "/alpha"), TestIssuer.start(0, "/beta"));
    private final TokenDesk desk = new TokenDesk(issuers);
    private final SoakServer server;
    private final List<CrowdProcess> crowds = new ArrayList<>();

    private Soak(Path build, Path directory, String kind, int members) throws IOException {
        this.directory = directory;
        journal = new Journal(directory.resolve("director.log"));
        server = new SoakServer(build, kind, directory, Map.ofEntries(
                Map.entry("signaling.issuers", "alpha,beta"),
                Map.entry("signaling.issuer.alpha.issuer", issuers.get(0).issuer()),
                Map.entry("signaling.issuer.alpha.audiences", TestIssuer.AUDIENCE),
                Map.entry("signaling.issuer.beta.issuer", issuers.get(1).issuer()),
                Map.entry("signaling.issuer.beta.audiences", TestIssuer.AUDIENCE),
                // bounds that are reached, and ghosts that are found within a quiet moment
                Map.entry("signaling.queue.max-messages", "40"),
                Map.entry("signaling.ping-interval", "5"),
                Map.entry("signaling.pong-timeout", "5"),
                Map.entry("signaling.send-timeout", "10")));
        Place place = new Place(server.socket(), desk.address(), members,
                issuers.stream().map(TestIssuer::issuer).toList());
        for (int i = 0; i < CROWDS; i++) {
            crowds.add(new CrowdProcess(place, directory, i, members / CROWDS));
        }
    }

    /**
     * @param arguments the build's directory, the kind of server, the minutes, and how many members there are
     */
    public static void main(String[] arguments) throws Exception {
        Path build = Path.of(arguments[0]);
        Path directory = build.resolve("soak");
        if (Files.isDirectory(directory)) {
            try (var files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(directory);
        Soak soak = new Soak(build, directory, arguments[1], Integer.parseInt(arguments[3]));
        try {
            soak.run(Integer.parseInt(arguments[2]));
        } finally {
            soak.close();
        }
        System.exit(Checker.check(directory) ? 0 : 1);
    }

    private void run(int rounds) throws IOException, InterruptedException {
        journal.write("start", server.socket());
        server.start();
        for (CrowdProcess crowd : crowds) {
            crowd.start();
        }
        for (int round = 0; round < rounds; round++) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(ROUND_SECONDS - QUIET_SECONDS);
            provider(round);
            trouble(round);
            issuers.forEach(TestIssuer::work);
            journal.write("provider", "works");
            while (System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            quietMoment(round, round == rounds - 1);
        }
        for (CrowdProcess crowd : crowds) {
            crowd.stop();
        }
        journal.write("end");
    }

    /** One issuer is out of order while the trouble of the round lasts; now and then it comes back with other keys. */
    private void provider(int round) throws InterruptedException {
        TimeUnit.SECONDS.sleep(8);
        TestIssuer issuer = issuers.get(round % issuers.size());
        if (round % 2 == 0) {
            issuer.fail();
            journal.write("provider", "fails");
        } else {
            issuer.hang();
            journal.write("provider", "hangs");
        }
        if (round % 3 == 0) {
            issuer.rotateKeys();
            journal.write("provider", "rotates");
        }
    }

    private void trouble(int round) throws IOException, InterruptedException {
        CrowdProcess crowd = crowds.get(round % CROWDS);
        switch (round % 6) {
            case 0 -> during("crowd-frozen", () -> crowd.freeze(15_000));
            case 1 -> during("server-frozen", () -> server.freeze(6_000));
            case 2 -> {
                crowd.kill();
                journal.write("crowd-killed", crowds.indexOf(crowd));
                TimeUnit.SECONDS.sleep(5);
                crowd.start();
            }
            case 3 -> during("crowd-frozen", () -> crowd.freeze(4_000));
            case 4 -> {
                // once every twelve rounds, so that there are long stretches to see whether memory stays flat
                if (round % 12 == 4) {
                    during("restart", () -> {
                        server.stop();
                        server.start();
                    });
                }
            }
            default -> TimeUnit.SECONDS.sleep(10);
        }
    }

    private void during(String what, Trouble trouble) throws IOException, InterruptedException {
        journal.write(what, "begins");
        trouble.run();
        journal.write(what, "ends");
    }

    private void quietMoment(int round, boolean last) throws IOException, InterruptedException {
        order("quiet");
        TimeUnit.SECONDS.sleep(QUIET_SECONDS - 1);
        State state = server.state();
        journal.write("registry", Journal.bits(state.online()), state.connections());
        order("view");
        TimeUnit.SECONDS.sleep(1);
        State after = server.state();
        journal.write("registry", Journal.bits(after.online()), after.connections());
        journal.write("memory", after.heap(), after.threads(), after.descriptors());
        System.out.printf("%s round %d: %d users, %d connections, heap %.1f MB, %d threads, %d descriptors%n",
                Duration.ofSeconds(ROUND_SECONDS * (round + 1)), round + 1, after.online().cardinality(),
                after.connections(), after.heap() / 1e6, after.threads(), after.descriptors());
        if (!last) {
            order("go");
        }
    }

    private void order(String word) throws IOException {
        journal.write("order", word);
        for (CrowdProcess crowd : crowds) {
            crowd.order(word);
        }
    }

    private void close() throws IOException {
        crowds.forEach(CrowdProcess::close);
        server.close();
        desk.close();
        issuers.forEach(TestIssuer::close);
        journal.close();
    }

    /** Something that goes wrong for a while. */
    private interface Trouble {
        void run() throws IOException, InterruptedException;
    }
}
