package org.signaling.badnetwork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.signaling.testing.TestIssuers.ALPHA;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.signaling.testing.NeedsChromium;
import org.signaling.testing.NeedsCoturn;
import org.signaling.testing.TestUser;

/**
 * Every {@link Case}, as often as the system property {@code bad-network.rounds} says, of those whose name contains what
 * {@code bad-network.cases} says, a regular expression. The table is {@code target/bad-network.txt}, what each page saw
 * is in {@code target/bad-network}.
 */
@NeedsChromium
@NeedsCoturn
class CallsInABadNetworkIT {

    private static final Duration BACK = Duration.ofSeconds(30);
    private static final Duration SERVER_BACK = Duration.ofSeconds(45);
    private static final Duration ENDED = Duration.ofSeconds(40);
    private static final Duration RINGS = Duration.ofSeconds(20);
    private static final double MEDIAN_BACK = 3;

    @TempDir
    private static Path directory;
    private static Bed bed;
    private static final List<Outcome> OUTCOMES = new ArrayList<>();
    private static final Path TABLE = Path.of(System.getProperty("server.log")).resolveSibling("bad-network.txt");
    private static final Path PAGES = TABLE.resolveSibling("bad-network");

    @BeforeAll
    static void start() throws IOException {
        Files.createDirectories(PAGES);
        Files.writeString(TABLE, Outcome.head() + System.lineSeparator());
        bed = new Bed(directory);
    }

    @AfterAll
    static void end() throws IOException {
        bed.close();
        String sum = sum();
        System.out.print(sum);
        Files.writeString(TABLE, sum);
        assertThat(median()).as("median time until a call is back, in s").isLessThan(MEDIAN_BACK);
    }

    static Stream<Case> cases() {
        Pattern chosen = Pattern.compile(System.getProperty("bad-network.cases", ""));
        return IntStream.range(0, Integer.getInteger("bad-network.rounds", 1)).boxed()
                .flatMap(round -> Case.all().stream().filter(each -> chosen.matcher(each.toString()).find()));
    }

    private static double median() {
        List<Double> times = OUTCOMES.stream().map(Outcome::back).filter(time -> time >= 0).sorted().toList();
        return times.isEmpty() ? -1 : times.get(times.size() / 2);
    }

    private static String sum() {
        StringBuilder text = new StringBuilder(Outcome.head()).append(System.lineSeparator());
        OUTCOMES.forEach(outcome -> text.append(outcome.row()).append(System.lineSeparator()));
        return text + String.format(Locale.ROOT, "%d calls, lost although there was a network within 25 s: %d,"
                + " live tracks after an ending: %d, median time until a call was back: %.1f s%n",
                OUTCOMES.size(), OUTCOMES.stream().filter(Outcome::lost).count(),
                OUTCOMES.stream().flatMap(outcome -> outcome.live().stream()).mapToInt(live -> live).sum(), median());
    }

    @AfterEach
    void everybodyLeaves() {
        bed.mend();
        bed.callers().forEach(Caller::leaves);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theCallComesBackOrEndsForATrueReason(Case what) throws IOException {
        Caller polite = bed.polite();
        Caller impolite = bed.impolite();
        polite.comes(user("a", "Ada"), what.relayed());
        impolite.comes(user("g", "Grace"), what.relayed());
        // each is the caller in every other case
        List<Caller> order = OUTCOMES.size() % 2 == 0 ? List.of(polite, impolite) : List.of(impolite, polite);
        talk(order.get(0), order.get(1));

        Outcome outcome = outcome(what);

        OUTCOMES.add(outcome);
        Files.writeString(TABLE, sum());
        assertThat(outcome.complaint()).as(outcome.row()).isIn("", "late");
    }

    /** Ada's users come before Grace's, so she is polite. */
    private static TestUser user(String letter, String name) {
        return TestUser.of(ALPHA.token(letter + OUTCOMES.size(), name));
    }

    private static void talk(Caller caller, Caller callee) {
        caller.person().rings(callee.user());
        callee.person().accepts();
        Caller.awaitTalk(caller, callee);
    }

    private static Outcome outcome(Case what) throws IOException {
        long begun = System.currentTimeMillis();
        try {
            what.begins().on(bed, what.callers(bed));
            lasts(what.seconds());
            what.ends().on(bed, what.callers(bed));
            long since = System.currentTimeMillis();
            boolean over = awaitTrue(BACK, () -> all(caller -> caller.pictures(since) > 0) || ended());
            double back = over && !ended() ? latest(since, caller -> caller.pictures(since)) : -1;
            double server = awaitTrue(SERVER_BACK, () -> all(caller -> caller.connected() > 0))
                    ? latest(since, Caller::connected)
                    : -1;
            List<String> flow = bed.callers().stream().map(Caller::flow).toList();
            if (!ended()) {
                bed.impolite().person().hangsUp();
            }
            awaitTrue(ENDED, () -> all(caller -> caller.state().equals("ended")));
            List<String> reasons = bed.callers().stream().map(Caller::reason).toList();
            List<Integer> live = bed.callers().stream().map(Caller::live).toList();
            log(what, since, flow);
            return new Outcome(what, (since - begun) / 1e3, back, server, reasons, live, rings());
        } finally {
            bed.mend();
        }
    }

    private static void lasts(int seconds) {
        if (seconds > 0) {
            await().pollDelay(Duration.ofSeconds(seconds)).atMost(Duration.ofSeconds(seconds + 5)).until(() -> true);
        }
    }

    private static boolean all(Predicate<Caller> what) {
        return bed.callers().stream().allMatch(what);
    }

    private static boolean ended() {
        return bed.callers().stream().anyMatch(caller -> caller.state().equals("ended"));
    }

    private static double latest(long since, ToLongFunction<Caller> time) {
        return Math.max(0, bed.callers().stream().mapToLong(time).max().orElseThrow() - since) / 1e3;
    }

    private static boolean awaitTrue(Duration most, Callable<Boolean> what) {
        try {
            await().atMost(most).pollInSameThread().pollInterval(Duration.ofMillis(300)).until(what);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    /** How long it takes until the polite one hears the other one ring, in seconds. */
    private static double rings() {
        long begun = System.currentTimeMillis();
        if (all(caller -> caller.state().equals("ended"))
                && awaitTrue(RINGS, () -> bed.impolite().person().row(bed.polite().user()).isVisible()
                        && bed.impolite().connected() > 0)) {
            bed.impolite().person().rings(bed.polite().user());
            if (awaitTrue(RINGS, () -> bed.polite().rang() > begun)) {
                return (bed.polite().rang() - begun) / 1e3;
            }
        }
        return -1;
    }

    private static void log(Case what, long since, List<String> flow) throws IOException {
        for (Caller caller : bed.callers()) {
            String name = String.format(Locale.ROOT, "%03d %s %d.log", OUTCOMES.size(), what, caller.number())
                    .replaceAll("[ ,:]+", "-");
            StringBuilder text = new StringBuilder();
            caller.log().lines().forEach(line -> {
                String[] words = line.split(" ", 2);
                text.append(String.format(Locale.ROOT, "%8.2f %s%n", (Long.parseLong(words[0]) - since) / 1e3,
                        words[1]));
            });
            Files.writeString(PAGES.resolve(name),
                    text + flow.get(caller.number()) + "\nbanner: " + caller.banner() + "\n");
        }
    }
}
