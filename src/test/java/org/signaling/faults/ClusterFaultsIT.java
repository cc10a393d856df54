package org.signaling.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.signaling.faults.Traffic.Party;
import org.signaling.faults.Traffic.Verdict;
import org.signaling.testing.SocketClient;
import org.signaling.testing.TestIssuer;
import org.signaling.testing.TestKeys;
import org.signaling.testing.TestUser;

/**
 * Three servers, over TLS, with more than 500 messages a second from two of them to users of the third, which is hit by
 * one fault after the other. What it saw stands in {@code target/cluster-faults.txt}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterFaultsIT {

    private static final int RECEIVERS = 70;
    private static final int SENDERS = 35;
    private static final int RATE = 550;
    /** The server that is hit. */
    private static final int C = 2;

    @TempDir
    private static Path keys;
    private static Network network;
    private static TestIssuer issuer;
    private static final List<ClusterServer> SERVERS = new ArrayList<>();

    private final List<Party> onA = new ArrayList<>();
    private final List<Party> onB = new ArrayList<>();
    private final List<Party> onC = new ArrayList<>();
    private final List<SocketClient> watchers = new ArrayList<>();
    private Traffic traffic;

    @BeforeAll
    static void start() {
        network = new Network(3);
        issuer = TestIssuer.start(new InetSocketAddress(0), "/alpha");
        Path key = TestKeys.own(keys, "node");
        Path trusted = TestKeys.trusting(keys, "trusted", key);
        for (int i = 0; i < 3; i++) {
            SERVERS.add(new ClusterServer(network, i, issuer, tls(key, trusted)).begin());
        }
        SERVERS.forEach(ClusterServer::ready);
    }

    private static List<String> tls(Path key, Path trusted) {
        return List.of("signaling.cluster.tls.key-store=" + key,
                "signaling.cluster.tls.key-store-password=" + TestKeys.PASSWORD,
                "signaling.cluster.tls.trust-store=" + trusted,
                "signaling.cluster.tls.trust-store-password=" + TestKeys.PASSWORD);
    }

    @AfterAll
    static void end() {
        SERVERS.forEach(ClusterServer::close);
        network.close();
        issuer.close();
    }

    @BeforeEach
    void connect() {
        for (int i = 0; i < SENDERS; i++) {
            onA.add(party(0, "a" + i));
            onB.add(party(1, "b" + i));
        }
        for (int i = 0; i < RECEIVERS; i++) {
            onC.add(party(C, "c" + i));
        }
        for (int i = 0; i < 3; i++) {
            watchers.add(party(i, "watcher" + i).client());
        }
        within(Duration.ofSeconds(30), () -> users(0) == all() && users(1) == all() && users(2) == all());
        List<Party> senders = new ArrayList<>(onA);
        senders.addAll(onB);
        traffic = new Traffic(senders, onC, RATE);
    }

    private int all() {
        return 2 * SENDERS + RECEIVERS + 3;
    }

    private static Party party(int server, String name) {
        TestUser user = TestUser.of(issuer.builder().claim("sub", name).claim("preferred_username", name)
                .claim("exp", System.currentTimeMillis() / 1_000 + 3_600).build());
        return new Party(user, SocketClient.open(SERVERS.get(server).socket(), user.token()).joined());
    }

    @AfterEach
    void disconnect() {
        network.heal(C);
        traffic.close();
        for (List<Party> side : List.of(onA, onB, onC)) {
            side.forEach(party -> party.client().vanish());
        }
        watchers.forEach(SocketClient::vanish);
    }

    /** How many users a server has in its list. */
    private int users(int server) {
        return names(server).size();
    }

    private Set<String> names(int server) {
        Set<String> names = new HashSet<>();
        for (JsonNode user : watchers.get(server).users()) {
            names.add(user.path("subject").asText());
        }
        return names;
    }

    /** Whether the users of C are gone from the lists of the other two. */
    private boolean gone() {
        return users(0) == 2 * SENDERS + 2 && users(1) == 2 * SENDERS + 2;
    }

    private boolean agreed() {
        Set<String> expected = names(0);
        return expected.size() == all() && names(1).equals(expected) && names(2).equals(expected);
    }

    /** How long it takes until something is so, in milliseconds. */
    private static long within(Duration most, Callable<Boolean> what) {
        long began = System.nanoTime();
        Awaitility.await().atMost(most).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(100)).until(what);
        return (System.nanoTime() - began) / 1_000_000;
    }

    /** A fault lasts as long as its name says, whatever was seen meanwhile. */
    private static void lastFor(int seconds, long begun) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(TimeUnit.SECONDS.toNanos(seconds) - (System.nanoTime() - begun));
    }

    private static void note(String fault, Object... seen) throws IOException {
        StringBuilder line = new StringBuilder(fault);
        for (Object each : seen) {
            line.append(" | ").append(each);
        }
        Files.writeString(Path.of(System.getProperty("server.log")).resolveSibling("cluster-faults.txt"),
                line + System.lineSeparator(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static void assertNothingLost(Verdict verdict) {
        assertThat(verdict.lost()).as("neither arrived nor answered: %s", verdict).isZero();
        assertThat(verdict.doubled()).as("arrived twice: %s", verdict).isZero();
        assertThat(verdict.reordered()).as("arrived out of order: %s", verdict).isZero();
    }

    @Test
    @Order(1)
    void aCutOfThreeSecondsDelaysAndLosesNothing() throws Exception {
        Thread.sleep(2_000);
        network.cut(C);
        Thread.sleep(3_000);
        network.heal(C);
        Thread.sleep(5_000);
        Verdict verdict = traffic.end();

        note("3 s cut", verdict);
        assertNothingLost(verdict);
        assertThat(verdict.refused()).isZero();
        assertThat(agreed()).isTrue();
    }

    @Test
    @Order(2)
    void afterACutOfTwentySecondsEverythingIsAsBefore() throws Exception {
        Thread.sleep(2_000);
        long cut = System.nanoTime();
        network.cut(C);
        long offline = within(Duration.ofSeconds(20), this::gone);
        lastFor(20, cut);
        network.heal(C);
        long equal = within(Duration.ofSeconds(40), this::agreed);
        Verdict verdict = traffic.end();

        note("20 s cut", "offline after ms " + offline, "equal after ms " + equal, verdict);
        assertNothingLost(verdict);
        assertThat(offline).isLessThan(10_000);
        assertThat(equal).isLessThan(10_000);
    }

    @Test
    @Order(3)
    void aServerThatHearsNothingForTwentySecondsComesBack() throws Exception {
        Thread.sleep(2_000);
        long cut = System.nanoTime();
        network.deafen(C);
        lastFor(20, cut);
        boolean offline = gone();
        network.heal(C);
        long equal = within(Duration.ofSeconds(40), this::agreed);
        Verdict verdict = traffic.end();

        note("hears nothing for 20 s", "offline by then: " + offline, "equal after ms " + equal, verdict);
        assertNothingLost(verdict);
    }

    @Test
    @Order(4)
    void aServerThatCannotSendForTwentySecondsComesBack() throws Exception {
        Thread.sleep(2_000);
        long cut = System.nanoTime();
        network.silence(C);
        long offline = within(Duration.ofSeconds(20), this::gone);
        lastFor(20, cut);
        network.heal(C);
        long equal = within(Duration.ofSeconds(40), this::agreed);
        Verdict verdict = traffic.end();

        note("cannot send for 20 s", "offline after ms " + offline, "equal after ms " + equal, verdict);
        assertNothingLost(verdict);
    }

    @Test
    @Order(5)
    void connectionsThatAreKilledLoseNothing() throws Exception {
        for (int i = 0; i < 3; i++) {
            Thread.sleep(2_000);
            network.reset(C);
        }
        long equal = within(Duration.ofSeconds(40), this::agreed);
        Verdict verdict = traffic.end();

        note("connections killed three times", "equal after ms " + equal, verdict);
        assertNothingLost(verdict);
    }

    @Test
    @Order(6)
    void aServerThatIsFrozenForFifteenSecondsComesBack() throws Exception {
        Thread.sleep(2_000);
        long cut = System.nanoTime();
        SERVERS.get(C).freeze(true);
        long offline = within(Duration.ofSeconds(15), this::gone);
        lastFor(15, cut);
        SERVERS.get(C).freeze(false);
        long equal = within(Duration.ofSeconds(40), this::agreed);
        Verdict verdict = traffic.end();

        note("frozen for 15 s", "offline after ms " + offline, "equal after ms " + equal, verdict);
        assertNothingLost(verdict);
    }

    @Test
    @Order(7)
    void theUsersOfAServerThatIsKilledAreGoneAtOnce() throws Exception {
        Thread.sleep(2_000);
        SERVERS.get(C).kill();
        long offline = within(Duration.ofSeconds(20), this::gone);
        Verdict verdict = traffic.end();

        note("killed", "offline after ms " + offline, verdict);
        SERVERS.get(C).begin().ready();
        assertNothingLost(verdict);
    }

    @Test
    @Order(8)
    void aServerWhoseCertificateTheOthersDoNotTrustStaysAlone() throws Exception {
        traffic.end();
        SERVERS.get(C).kill();
        within(Duration.ofSeconds(20), this::gone);
        Path key = TestKeys.own(keys, "stranger");
        List<String> strange = tls(key, TestKeys.trusting(keys, "trusted-by-stranger", key));
        ClusterServer stranger = new ClusterServer(network, C, issuer, strange).begin().ready();
        SocketClient there = party(C, "stranger").client();

        assertThat(there.users()).hasSize(1);
        assertThat(names(0)).doesNotContain("stranger");
        note("wrong certificate", "alone");
        there.vanish();
        stranger.kill();
        SERVERS.get(C).begin().ready();
    }

    @Test
    @Order(9)
    void aCoordinatorThatIsKilledWhileAnotherJoinsLeavesAWholeCluster() throws Exception {
        traffic.end();
        SERVERS.get(C).kill();
        within(Duration.ofSeconds(20), this::gone);
        SERVERS.get(C).begin();
        within(Duration.ofMinutes(2), () -> network.listens(C));
        SERVERS.get(0).kill();
        SERVERS.get(C).ready();
        Party late = party(C, "late");
        long seen = within(Duration.ofSeconds(60), () -> names(1).contains("late")
                && late.client().users().toString().contains("\"b0\""));

        note("coordinator killed during a join", "the others agree after ms " + seen);
        late.client().vanish();
        SERVERS.get(0).begin().ready();
    }

    @Test
    @Order(10)
    void anotherServerAddsLittleToTheTimeOfAMessage() throws Exception {
        traffic.end();
        double same = medianMillis(onA.get(0), onA.get(1));
        double across = medianMillis(onA.get(0), onB.get(1));

        note("relay", "median on one server ms " + same, "median across servers ms " + across);
        assertThat(across - same).isLessThan(20);
    }

    /** The median time of a message from one idle user to another one. */
    private static double medianMillis(Party from, Party to) throws InterruptedException {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            // both are idle again when the pace of 100 ms is over
            Thread.sleep(120);
            String type = "ping" + i;
            long sent = System.nanoTime();
            from.client().send(to.user().message(type, "1"));
            Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(
                    () -> to.client().received().stream().anyMatch(frame -> frame.type().equals(type)));
            millis.add(to.client().received().stream().filter(frame -> frame.type().equals(type)).findFirst()
                    .orElseThrow().nanos() / 1e6 - sent / 1e6);
        }
        return millis.stream().sorted().toList().get(50);
    }
}
