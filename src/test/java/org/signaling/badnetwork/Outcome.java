package org.signaling.badnetwork;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What became of a call. Times are in seconds since the network was there again; less than 0 stands for never.
 *
 * @param what the case
 * @param outage how long there was no way, in seconds
 * @param back when both saw each other again
 * @param server when both were connected to the server again
 * @param reasons how the call ended for the polite one and the other one
 * @param live how many tracks were live after that, of each
 * @param rings how long the next call took to ring, in seconds
 */
record Outcome(Case what, double outage, double back, double server, List<String> reasons, List<Integer> live,
        double rings) {

    /** A call lives through an outage as long as this, in seconds. */
    static final double LIVES_THROUGH = 25.5;
    /** When a call should be back, in seconds. */
    static final double BACK_WITHIN = 5;

    private static final Set<String> HANG_UP = Set.of("hung-up", "hung-up-by-peer");

    /** Whether the call was to live, and did not. */
    boolean lost() {
        return back < 0 && outage <= LIVES_THROUGH;
    }

    /** What is not as it should be, in words; empty where all is. */
    String complaint() {
        if (lost()) {
            return "lost";
        }
        if (live.stream().anyMatch(tracks -> tracks != 0)) {
            return "live tracks";
        }
        if (back < 0 ? !reasons.equals(List.of("lost", "lost")) : !HANG_UP.equals(Set.copyOf(reasons))) {
            return "untrue reason";
        }
        if (rings < 0) {
            return "does not ring";
        }
        return back > BACK_WITHIN ? "late" : "";
    }

    /** The head of the table. */
    static String head() {
        return row("case", "hit", "gone s", "back s", "server s", "ended", "live", "rings s", "complaint");
    }

    /** A line of the table. */
    String row() {
        return row(what.trouble(), what.hit().name().toLowerCase(Locale.ROOT), text(outage), text(back), text(server),
                String.join(" / ", reasons), live.get(0) + " / " + live.get(1), text(rings), complaint());
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%-45s %-9s %6s %6s %8s %-27s %-6s %7s %s", cells).stripTrailing();
    }

    private static String text(double seconds) {
        return seconds < 0 ? "never" : String.format(Locale.ROOT, "%.1f", seconds);
    }
}
