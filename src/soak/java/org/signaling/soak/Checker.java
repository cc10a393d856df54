package org.signaling.soak;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.signaling.soak.History.Message;
import org.signaling.soak.Journal.Line;

/**
 * Reads the journals of a soak test and says whether the server kept its word:
 *
 * <ol>
 * <li>A connection gets the messages of one sender's connection in the order in which they were sent, none twice, none
 * that was not for its user, each with the true origin and the whole body.
 * <li>A message arrives, or its sender gets an {@code error}, and never both; excused is a message only where the
 * sender's connection ended around that time, or the receiver's did and the network may have had the message, see
 * {@link History#excuse}.
 * <li>In a quiet moment every client's picture, the server's registry and the connections that are truly open agree; no
 * client was ever told twice in a row that somebody came, or went.
 * <li>No good token is refused, and nobody pays for those who come and go too fast.
 * <li>The server ends only the connections that it may, see {@link Closings}; those of the Go server's clients outlast
 * their tokens, and a sign-in can still be renewed after a restart.
 * <li>Between two restarts, memory, threads and descriptors stay flat.
 * </ol>
 */
final class Checker {

    /**
     * Who comes or goes so near to a quiet moment, because a token ends, is left out of it; that somebody is gone who was in
     * haste is told 2 s late.
     */
    private static final long MOMENT = TimeUnit.SECONDS.toNanos(5);
    /** As long as a picture may lag behind: at one message each 100 ms a list may take its time. */
    private static final long PACING = TimeUnit.SECONDS.toNanos(12);
    /** What the server allows clocks to differ: a connection that ends with its token ends so much later. */
    private static final long SKEW = TimeUnit.SECONDS.toNanos(35);
    /** In so long a time without a restart some connection outlives a token of a minute. */
    private static final long LONG_STRETCH = TimeUnit.SECONDS.toNanos(150);
    /** In so long a time pages renew at least once. */
    private static final long RENEWALS = TimeUnit.SECONDS.toNanos(50);
    private static final int FIRST_FEW = 5;
    private static final double MORE_HEAP = 1.10;
    /** Half a stretch has so many measurements, one each minute, or says nothing. */
    private static final int LEAST_MINUTES = 2;
    /** And so many for the heap: until then what the server remembers of tokens and users still fills after a start. */
    private static final int STEADY_MINUTES = 4;
    private static final int MORE_THREADS = 40;
    private static final int MORE_DESCRIPTORS = 40;

    private final Path directory;
    private final PrintStream report;
    private final History history = new History();
    private final List<Line> director;
    private final Map<String, Integer> kinds = new HashMap<>();
    private int violations;

    private Checker(Path directory, PrintStream report) throws IOException {
        this.directory = directory;
        this.report = report;
        director = Journal.read(directory.resolve("director.log"));
        director.forEach(history::director);
    }

    /** {@return whether all is as it should be; the report says it too, and stands in {@code report.txt}} */
    static boolean check(Path directory) throws IOException {
        Path file = directory.resolve("report.txt");
        boolean good;
        try (PrintStream report = new PrintStream(file.toFile(), StandardCharsets.UTF_8)) {
            good = new Checker(directory, report).run();
        }
        System.out.print(Files.readString(file));
        return good;
    }

    /**
     * @param arguments the directory of a soak test that is over
     */
    public static void main(String[] arguments) throws IOException {
        System.exit(check(Path.of(arguments[0])) ? 0 : 1);
    }

    private boolean run() throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.filter(each -> each.getFileName().toString().startsWith("member-")).toList()) {
                history.member(file);
            }
        }
        report.println("members' connections: " + history.sessions().size() + ", ended by " + history.ends());
        report.println("handshakes refused, by status: " + history.refused());
        history.wrongs().forEach(wrong -> expect(false, wrong));
        closings();
        messages();
        quietMoments();
        flatness();
        report.println(violations == 0 ? "All is well." : violations + " violations.");
        return violations == 0;
    }

    private void expect(boolean condition, String otherwise) {
        if (condition) {
            return;
        }
        violations++;
        // of those that differ in numbers alone the first few say enough
        if (kinds.merge(otherwise.replaceAll("[0-9]+", "#"), 1, Integer::sum) <= FIRST_FEW) {
            report.println("VIOLATION: " + otherwise);
        }
    }

    private void closings() {
        Closings closings = history.closings();
        for (Session session : history.sessions()) {
            expect(closings.allows(session), session.role() + " " + session.user() + " of crowd " + session.crowd()
                    + " was " + session.how() + " at " + session.ended() + ", " + TimeUnit.NANOSECONDS.toSeconds(
                            session.ended() - session.opened())
                    + " s after it came");
        }
        long end = director.get(director.size() - 1).nanos();
        long outlived = history.sessions().stream().filter(each -> each.role() == Role.LASTING)
                .filter(each -> Math.min(end, each.ended()) > each.tokenEnd() + SKEW).count();
        report.printf("connections of the Go server's clients that outlived their tokens: %d; tokens refreshed: %d;"
                + " sign-ins renewed: %d%n", outlived, history.notes("refreshed").size(),
                history.notes("renewed").size());
        expect(outlived > 0 || closings.longestStretch(director.get(0).nanos(), end) < LONG_STRETCH,
                "no connection outlived its token");
        for (Role role : Role.values()) {
            expect(history.sessions().stream().anyMatch(each -> each.role() == role), role + " never came");
        }
        for (long restart : closings.restartEnds()) {
            expect(end - restart < RENEWALS || history.notes("renewed").stream().anyMatch(
                    each -> each > restart && each < restart + RENEWALS), "nobody renewed after the restart");
        }
    }

    private void messages() {
        Map<String, Integer> fates = new TreeMap<>();
        List<Long> delays = new ArrayList<>();
        for (Message message : history.messages().values()) {
            boolean arrived = !message.arrivals().isEmpty();
            expect(!arrived || message.error() == null, message.id() + " arrived and was answered with an error");
            String fate;
            if (arrived) {
                fate = "arrived";
                delays.add(message.arrivals().get(0) - message.sent());
            } else if (message.error() != null) {
                fate = "answered " + message.error();
            } else {
                fate = history.excuse(message);
                expect(fate != null, message.id() + " was lost without an error: " + message);
            }
            fates.merge(fate == null ? "LOST" : fate, 1, Integer::sum);
        }
        report.println("messages: " + history.messages().size() + ", " + fates);
        long[] sorted = delays.stream().mapToLong(Long::longValue).sorted().toArray();
        if (sorted.length > 0) {
            report.printf("delay until arrival: median %.1f ms, p99 %.0f ms, longest %.0f ms%n",
                    sorted[sorted.length / 2] / 1e6, sorted[(int) (sorted.length * 0.99)] / 1e6,
                    sorted[sorted.length - 1] / 1e6);
        }
    }

    private void quietMoments() {
        int moments = 0;
        int views = 0;
        List<Line> registry = director.stream().filter(line -> line.word().equals("registry")).toList();
        for (int i = 0; i + 1 < registry.size(); i += 2) {
            moments++;
            long before = registry.get(i).nanos();
            long after = registry.get(i + 1).nanos();
            BitSet online = new BitSet();
            BitSet changing = new BitSet();
            BitSet underWay = new BitSet();
            int connections = 0;
            int unsure = 0;
            for (Session session : history.sessions()) {
                if (session.changesBetween(before - PACING, after + MOMENT)) {
                    underWay.set(session.user());
                }
                if (session.changesBetween(before - MOMENT, after + MOMENT)) {
                    changing.set(session.user());
                    unsure++;
                } else if (session.openAt(before)) {
                    online.set(session.user());
                    connections++;
                }
            }
            BitSet listed = Journal.bits(registry.get(i).text(0));
            same("moment " + moments + ", registry", listed, online, changing);
            expect(Math.abs(registry.get(i).number(1) - connections) <= unsure, "moment " + moments
                    + ": the registry counts " + registry.get(i).text(1) + " connections where " + connections
                    + " are open, and " + unsure + " come or go");
            for (Session session : history.sessions()) {
                BitSet view = session.viewBetween(before, after + MOMENT);
                if (view != null) {
                    views++;
                    same("moment " + moments + ", picture of " + session.user(), view, listed, underWay);
                }
            }
        }
        report.println("quiet moments: " + moments + ", clients' pictures compared: " + views);
    }

    private void same(String what, BitSet actual, BitSet expected, BitSet exceptFor) {
        BitSet difference = (BitSet) actual.clone();
        difference.xor(expected);
        difference.andNot(exceptFor);
        expect(difference.isEmpty(), what + " differs about the users " + difference);
    }

    private void flatness() {
        List<Line> stretch = new ArrayList<>();
        for (Line line : director) {
            if (line.word().equals("memory")) {
                stretch.add(line);
            } else if (line.word().equals("restart") || line.word().equals("end")) {
                flat(stretch);
                stretch.clear();
            }
        }
    }

    /** The second half of a stretch against the first one: the median heap, and the most threads and descriptors. */
    private void flat(List<Line> stretch) {
        int half = stretch.size() / 2;
        if (half < LEAST_MINUTES) {
            return;
        }
        long[][] first = columns(stretch.subList(stretch.size() % 2, stretch.size() % 2 + half));
        long[][] second = columns(stretch.subList(stretch.size() - half, stretch.size()));
        report.printf("%d minutes between restarts: heap after a collection %.1f MB, then %.1f MB; threads %d, then"
                + " %d; descriptors %d, then %d%n", stretch.size(), median(first[0]) / 1e6, median(second[0]) / 1e6,
                most(first[1]), most(second[1]), most(first[2]), most(second[2]));
        expect(half < STEADY_MINUTES || median(second[0]) <= MORE_HEAP * median(first[0]), "the heap grows");
        expect(most(second[1]) <= most(first[1]) + MORE_THREADS, "threads leak");
        expect(most(second[2]) <= most(first[2]) + MORE_DESCRIPTORS, "descriptors leak");
    }

    private static long[][] columns(List<Line> lines) {
        long[][] columns = new long[3][lines.size()];
        for (int i = 0; i < lines.size(); i++) {
            for (int j = 0; j < 3; j++) {
                columns[j][i] = Long.parseLong(lines.get(i).text(j));
            }
        }
        return columns;
    }

    private static long median(long[] numbers) {
        long[] sorted = numbers.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static long most(long[] numbers) {
        return Arrays.stream(numbers).max().orElseThrow();
    }
}
