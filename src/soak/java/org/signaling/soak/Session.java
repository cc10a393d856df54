package org.signaling.soak;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.signaling.soak.Journal.Line;

/** One connection of a client, as the client saw it. */
final class Session {

    final int user;
    final Role role;
    final String crowd;
    final long opened;
    final long tokenEnd;
    final Map<String, Integer> lastOfSender = new HashMap<>();
    final List<Line> views = new ArrayList<>();
    long ended = Long.MAX_VALUE;
    String how = "open";
    /** When it stopped reading last, for a while. */
    long slow = Long.MIN_VALUE;
    int inTheNetwork;

    /**
     * @param line {@code open}: its number, the user, the role, and when the token ends
     */
    Session(Line line, String crowd) {
        user = line.number(1);
        role = Role.valueOf(line.text(2));
        tokenEnd = Long.parseLong(line.text(3));
        opened = line.nanos();
        this.crowd = crowd;
    }

    int user() {
        return user;
    }

    Role role() {
        return role;
    }

    String crowd() {
        return crowd;
    }

    /** When the token ends that it was opened with. */
    long tokenEnd() {
        return tokenEnd;
    }

    long opened() {
        return opened;
    }

    /** When it ended; at the end of time if it did not. */
    long ended() {
        return ended;
    }

    /** How it ended: by itself, or {@code closed-CODE} by the server, or {@code cut}. */
    String how() {
        return how;
    }

    boolean openAt(long time) {
        return opened <= time && time < ended;
    }

    /** When the client set out: the server may have had the connection since then. */
    long asked() {
        return tokenEnd - role.tokenLife().toNanos();
    }

    boolean changesBetween(long from, long to) {
        return asked() <= to && from <= opened || from <= ended && ended <= to;
    }

    /** What the client believed then; null if it was not asked. */
    BitSet viewBetween(long from, long to) {
        return views.stream().filter(view -> from <= view.nanos() && view.nanos() <= to).findFirst()
                .map(view -> Journal.bits(view.text(1))).orElse(null);
    }
}
