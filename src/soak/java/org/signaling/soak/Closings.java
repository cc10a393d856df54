package org.signaling.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.signaling.soak.Journal.Line;

/**
 * Whom the server may close, with which code and why:
 *
 * <ol>
 * <li>everybody with 1001 or 1012, while it is restarted;
 * <li>a client that was frozen: with 1001, because it left a ping unanswered, or with 1013, because a frame did not leave;
 * <li>a connection whose token has ended with 4401, but none whose client renews it or is one of the Go server's;
 * <li>who announces 4 MB with 1009 or however it likes, and who talks nonsense with 1008.
 * </ol>
 *
 * <p>A handshake that takes 10 s, as on a machine that does not keep up, may be cut by the application server, which takes it
 * for one that fell silent. Where the server may close, a client may also find its connection cut: it wrote when the server had closed.
 */
final class Closings {

    private static final Set<String> RESTART = Set.of("closed-1001", "closed-1012", "cut");
    private static final Set<String> FROZEN = Set.of("closed-1001", "closed-1013", "cut");
    /** Until the server has noticed, by pings or by a frame that does not leave, and the client has read it. */
    private static final long NOTICED = TimeUnit.SECONDS.toNanos(25);
    /** See docs/servers.md, the time of a handshake. */
    private static final long HANDSHAKE = TimeUnit.SECONDS.toNanos(10);
    private static final String ALL = "all";

    private final List<Window> restarts = new ArrayList<>();
    private final List<Window> frosts = new ArrayList<>();

    /** A time in which something was out of order: for one crowd or for all. */
    private record Window(String whose, long from, long to) {

        boolean has(long moment, long longer) {
            return from <= moment && moment <= to + longer;
        }
    }

    /** Takes a line of the director's journal. */
    void director(Line line) {
        List<Window> windows = switch (line.word()) {
            case "restart" -> restarts;
            case "crowd-frozen", "server-frozen" -> frosts;
            default -> null;
        };
        if (windows == null) {
            return;
        }
        if (line.text(0).equals("begins")) {
            windows.add(
                    new Window(line.rest().size() > 1 ? line.text(1) : ALL, line.nanos(), Long.MAX_VALUE - NOTICED));
        } else {
            Window open = windows.remove(windows.size() - 1);
            windows.add(new Window(open.whose(), open.from(), line.nanos()));
        }
    }

    /** {@return whether a connection ended as it may} */
    boolean allows(Session session) {
        String how = session.how();
        boolean own = !how.startsWith("closed-") && !how.equals("cut");
        boolean lateHandshake = how.equals("cut") && session.opened() - session.asked() > HANDSHAKE;
        return own || lateHandshake || RESTART.contains(how) && inRestart(session.ended()) || afterFrost(session, how)
                || byRole(session, how);
    }

    /**
     * {@return whether a handshake may be refused so}: with 503 whenever there is a reason, and who comes too fast with 429;
     * a server that starts may answer anything but that a good token is not good.
     */
    boolean allowsRefusal(Role role, int status, long moment) {
        return status == 503 || status == 429 && role == Role.HASTY
                || (status == 404 || status == 500) && inRestart(moment);
    }

    private boolean inRestart(long moment) {
        return restarts.stream().anyMatch(window -> window.has(moment, NOTICED));
    }

    private boolean afterFrost(Session session, String how) {
        return FROZEN.contains(how) && frosts.stream().filter(each -> each.whose().equals(session.crowd()))
                .anyMatch(window -> window.has(session.ended(), NOTICED));
    }

    private static boolean byRole(Session session, String how) {
        boolean cut = how.equals("cut");
        return switch (session.role()) {
            case MEMBER -> (cut || how.equals("closed-4401")) && session.ended() >= session.tokenEnd();
            case LASTING, RENEWING, PAGE -> false;
            case HASTY -> cut;
            case GIANT -> true;
            case DIGITS -> cut || how.equals("closed-1008");
        };
    }

    /** {@return the longest time without a restart, up to an end} */
    long longestStretch(long start, long end) {
        long longest = 0;
        long from = start;
        for (Window restart : restarts) {
            longest = Math.max(longest, restart.from() - from);
            from = restart.to();
        }
        return Math.max(longest, end - from);
    }

    /** {@return the ends of all restarts} */
    List<Long> restartEnds() {
        return restarts.stream().map(Window::to).toList();
    }
}
