package org.signaling.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.signaling.soak.Client.Mood;
import org.signaling.soak.SoakServer.State;
import org.signaling.testing.TestIssuer;
import org.signaling.testing.TestProvider;

/**
 * Directs the soak test: rounds of one minute, each with forty seconds of talk, churn and faults, and then a quiet
 * moment in which everybody's picture must be the same. At the end the journals are checked.
 */
final class Soak {

    private static final int CROWDS = 3;
    private static final long ROUND_SECONDS = 60;
    /** Rounds between two restarts. */
    private static final int RESTARTS = 12;
    private static final int FIRST_RESTART = 4;
    private static final long PAGE_END_MILLIS = 15_000;
    /** As long as the server may take to find a ghost (two pings), and some more. */
    private static final long QUIET_SECONDS = 17;

    private final Path directory;
    private final Journal journal;
    /** Of the members: one of them is out of order now and then. */
    private final List<TestIssuer> issuers = List.of(TestIssuer.start(0, "/alpha"), TestIssuer.start(0, "/beta"));
    private final TestIssuer goIssuer = TestIssuer.start(0, "/go");
    private final TestIssuer gamma = TestIssuer.start(0, "/gamma");
    private final List<TestProvider> providers = new ArrayList<>();
    private final TokenDesk desk;
    private final SoakServer server;
    private final List<CrowdProcess> crowds = new ArrayList<>();
    private final List<Page> pages = new ArrayList<>();
    private final List<Thread> pageThreads = new ArrayList<>();

    private Soak(Path build, Path directory, String kind, int members) throws IOException {
        this.directory = directory;
        journal = new Journal(directory.resolve("director.log"));
        List<TestIssuer> all = new ArrayList<>(issuers);
        all.add(goIssuer);
        all.add(gamma);
        for (int i = 0; i < Role.PAGE.users(); i++) {
            providers.add(Page.provider(Role.PAGE.first(members) + i));
            all.add(providers.get(i).issuer());
        }
        desk = new TokenDesk(all, members);
        server = new SoakServer(build, kind, directory, settings());
        Place place = new Place(server.socket(), desk.address(), members,
                all.stream().map(TestIssuer::issuer).toList());
        for (int i = 0; i <= CROWDS; i++) {
            crowds.add(new CrowdProcess(place, directory, i, members / CROWDS));
        }
        for (int i = 0; i < Role.PAGE.users(); i++) {
            int user = Role.PAGE.first(members) + i;
            Journal own = new Journal(directory.resolve("member-page-" + user + "-0.log"));
            pages.add(new Page(place, user, own, server.pages(), "page" + i, providers.get(i)));
            pageThreads.add(new Thread(pages.get(i), "page"));
        }
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>(Map.of(
                // one issuer by the Go server's settings
                "PROVIDER", goIssuer.issuer(), "AUDIENCE", TestIssuer.AUDIENCE,
                // bounds that are reached, and ghosts that are found within a quiet moment
                "signaling.queue.max-messages", "40", "signaling.ping-interval", "5", "signaling.pong-timeout", "5",
                "signaling.send-timeout", "10",
                // a sign-in outlasts the server
                "signaling.signin.key", "a key of the soak test, the same after each restart"));
        Map<String, TestIssuer> named = new TreeMap<>(Map.of("alpha", issuers.get(0), "beta", issuers.get(1), "gamma",
                gamma));
        for (int i = 0; i < providers.size(); i++) {
            named.put("page" + i, providers.get(i).issuer());
            settings.put("signaling.issuer.page" + i + ".client-id", TestProvider.CLIENT);
        }
        settings.put("signaling.issuers", String.join(",", named.keySet()));
        named.forEach((name, issuer) -> {
            settings.put("signaling.issuer." + name + ".issuer", issuer.issuer());
            settings.put("signaling.issuer." + name + ".audiences", TestIssuer.AUDIENCE);
        });
        return settings;
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
        pageThreads.forEach(Thread::start);
        for (int round = 0; round < rounds; round++) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(ROUND_SECONDS - QUIET_SECONDS);
            provider(round);
            trouble(round, rounds);
            issuers.forEach(TestIssuer::work);
            journal.write("provider", "works");
            while (System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            quietMoment(round, round == rounds - 1);
        }
        pages.forEach(page -> page.mood(Mood.STOP));
        for (CrowdProcess crowd : crowds) {
            crowd.stop();
        }
        for (Thread page : pageThreads) {
            page.join(PAGE_END_MILLIS);
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

    private void trouble(int round, int rounds) throws IOException, InterruptedException {
        CrowdProcess crowd = crowds.get(round % CROWDS);
        // once every twelve rounds, so that there are long stretches to see whether memory stays flat; a short run has one
        if (round % RESTARTS == Math.min(FIRST_RESTART, rounds / 2)) {
            during("restart", null, () -> {
                server.stop();
                server.start();
            });
            return;
        }
        switch (round % 6) {
            case 0 -> during("crowd-frozen", crowd, () -> crowd.freeze(15_000));
            case 1 -> during("server-frozen", null, () -> server.freeze(6_000));
            case 2 -> {
                crowd.kill();
                journal.write("crowd-killed", crowds.indexOf(crowd));
                TimeUnit.SECONDS.sleep(5);
                crowd.start();
            }
            case 3 -> during("crowd-frozen", crowd, () -> crowd.freeze(4_000));
            default -> TimeUnit.SECONDS.sleep(10);
        }
    }

    /** Something goes wrong for a while, for one crowd or for all. */
    private void during(String what, CrowdProcess crowd, Trouble trouble) throws IOException, InterruptedException {
        Object whom = crowd == null ? "all" : crowds.indexOf(crowd);
        journal.write(what, "begins", whom);
        trouble.run();
        journal.write(what, "ends", whom);
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
        for (Page page : pages) {
            if (word.equals("view")) {
                page.writeView();
            } else {
                page.mood(Mood.valueOf(word.toUpperCase(Locale.ROOT)));
            }
        }
    }

    private void close() throws IOException {
        crowds.forEach(CrowdProcess::close);
        server.close();
        desk.close();
        issuers.forEach(TestIssuer::close);
        goIssuer.close();
        gamma.close();
        providers.forEach(TestProvider::close);
        journal.close();
    }

    /** Something that goes wrong for a while. */
    private interface Trouble {
        void run() throws IOException, InterruptedException;
    }
}
