package org.signaling.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.signaling.soak.Journal.Line;

/** What happened in a soak test, put together from all journals. */
final class History {

    /** Until a queue as long as it may be has left at its pace, behind as many answers as may wait, which go first. */
    private static final long QUEUE_TIME = TimeUnit.SECONDS.toNanos(32);
    /** Until as many answers as may wait have left at their pace. */
    private static final long ANSWER_TIME = TimeUnit.SECONDS.toNanos(35);
    /** How long the server may hold a connection open whose client is gone without a word. */
    private static final long GHOST_TIME = TimeUnit.SECONDS.toNanos(14);
    /** A connection gets one message in this time. */
    private static final long PACE = TimeUnit.MILLISECONDS.toNanos(100);
    /** A message that was on its way, and one whose time had just come. */
    private static final int UNDER_WAY = 2;
    /** How long a slow client reads nothing. */
    private static final long SLOW_TIME = TimeUnit.MILLISECONDS.toNanos(Visit.SLOW_MILLIS);
    /** Two clocks and a thread that waits. */
    private static final long SLACK = TimeUnit.SECONDS.toNanos(1);

    /** Words of the time between two visits. */
    private static final Set<String> WITHOUT_A_VISIT = Set.of("refused", "unreachable", "renewed", "signed-out");

    private final List<Session> sessions = new ArrayList<>();
    private final Map<Integer, List<Session>> byUser = new HashMap<>();
    private final Map<String, Message> messages = new HashMap<>();
    private final Map<String, List<String[]>> arrivals = new HashMap<>();
    private final Map<String, Integer> ends = new TreeMap<>();
    private final Map<String, Integer> refused = new TreeMap<>();
    private final Map<String, List<Long>> notes = new HashMap<>();
    private final Closings closings = new Closings();
    private final List<String> wrongs = new ArrayList<>();
    private final List<long[]> frozen = new ArrayList<>();
    private final Map<String, List<Long>> kills = new HashMap<>();

    /** One message: what its sender wrote, and what became of it. */
    static final class Message {
        private final String id;
        private final Session from;
        private final int target;
        private final long sent;
        private final List<Long> arrivals = new ArrayList<>(1);
        private String error;

        Message(String id, Session from, int target, long sent) {
            this.id = id;
            this.from = from;
            this.target = target;
            this.sent = sent;
        }

        String id() {
            return id;
        }

        long sent() {
            return sent;
        }

        List<Long> arrivals() {
            return arrivals;
        }

        String error() {
            return error;
        }

        @Override
        public String toString() {
            return "from " + from.user + " to " + target + " at " + sent;
        }
    }

    /** Takes a line of the director's journal; all of them come before the members'. */
    void director(Line line) {
        closings.director(line);
        switch (line.word()) {
            case "crowd-frozen", "server-frozen" -> {
                if (line.text(0).equals("begins")) {
                    frozen.add(new long[]{line.nanos(), Long.MAX_VALUE});
                } else {
                    frozen.get(frozen.size() - 1)[1] = line.nanos();
                }
            }
            case "crowd-killed" -> kills.computeIfAbsent(line.text(0), crowd -> new ArrayList<>()).add(line.nanos());
            default -> {
                // of no interest here
            }
        }
    }

    /** Takes a member's journal: {@code member-CROWD-NUMBER-INCARNATION.log}. */
    void member(Path file) throws IOException {
        String[] name = file.getFileName().toString().replace(".log", "").split("-");
        List<Long> killed = kills.getOrDefault(name[1], List.of());
        int incarnation = Integer.parseInt(name[3]);
        long last = incarnation < killed.size() ? killed.get(incarnation) : Long.MAX_VALUE;
        Map<Integer, Session> own = new HashMap<>();
        for (Line line : Journal.read(file)) {
            line(line, own, name[1]);
        }
        for (Session session : own.values()) {
            if (session.ended == Long.MAX_VALUE && last != Long.MAX_VALUE) {
                session.ended = last;
                session.how = "killed";
            }
            ends.merge(session.role + " " + session.how, 1, Integer::sum);
        }
    }

    private void line(Line line, Map<Integer, Session> own, String crowd) {
        Session session = WITHOUT_A_VISIT.contains(line.word()) ? null : own.get(line.number(0));
        switch (line.word()) {
            case "open" -> {
                Session opened = new Session(line, crowd);
                own.put(line.number(0), opened);
                sessions.add(opened);
                byUser.computeIfAbsent(opened.user, user -> new ArrayList<>()).add(opened);
            }
            case "end" -> {
                session.ended = line.nanos();
                session.how = line.text(1);
            }
            case "send" -> messages.put(line.text(1), claim(
                    new Message(line.text(1), session, line.number(2), line.nanos())));
            case "got" -> got(line, session);
            case "error" -> {
                Message message = messages.get(line.text(1));
                if (message == null || message.from != session) {
                    wrongs.add("an error about " + line.text(1) + ", which was not sent there");
                } else {
                    message.error = line.text(2);
                }
            }
            case "slow" -> session.slow = line.nanos();
            case "view" -> session.views.add(line);
            case "refused" -> {
                refused.merge(line.text(1) + " " + line.text(0), 1, Integer::sum);
                if (!closings.allowsRefusal(Role.valueOf(line.text(1)), line.number(0), line.nanos())) {
                    wrongs.add(line.text(1) + " was refused with " + line.text(0));
                }
            }
            case "renewed", "refreshed" -> notes.computeIfAbsent(line.word(), word -> new ArrayList<>())
                    .add(line.nanos());
            case "signed-out" -> wrongs.add("the sign-in of " + line.text(0) + " could not be renewed");
            case "wrong" -> wrongs.add(session.user + ": " + line.text(1));
            default -> {
                // could not connect
            }
        }
    }

    /** Receivers' journals may come before senders'. */
    private Message claim(Message message) {
        List<String[]> early = arrivals.remove(message.id);
        if (early != null) {
            early.forEach(each -> arrive(message, Integer.parseInt(each[0]), each[1], Long.parseLong(each[2])));
        }
        return message;
    }

    private void got(Line line, Session session) {
        String id = line.text(1);
        int dot = id.lastIndexOf('.');
        int number = Integer.parseInt(id.substring(dot + 1));
        Integer before = session.lastOfSender.put(id.substring(0, dot), number);
        if (before != null && before >= number) {
            wrongs.add(session.user + " got " + id + " after number " + before);
        }
        if (session.ended < line.nanos()) {
            // left already, and read what had come before
            return;
        }
        Message message = messages.get(id);
        if (message == null) {
            arrivals.computeIfAbsent(id, key -> new ArrayList<>(1))
                    .add(new String[]{"" + session.user, line.text(2), "" + line.nanos()});
        } else {
            arrive(message, session.user, line.text(2), line.nanos());
        }
    }

    private void arrive(Message message, int user, String origin, long time) {
        if (message.target != user || !origin.equals("" + message.from.user)) {
            wrongs.add(message.id + " came to " + user + " as from " + origin + ": it is " + message);
        }
        message.arrivals.add(time);
    }

    /**
     * Why nobody need have heard of a message: its sender's connection ended around the time when it, or the answer, was on
     * its way; or one of its receiver's did, and the network may have had the message. What still waits in the server when
     * a connection ends comes back, so this excuses only as many messages of each connection as the server sent while its
     * client did not read. Called once for each message.
     *
     * @return the excuse; null if there is none
     */
    String excuse(Message message) {
        long sent = message.sent;
        if (message.from.ended < sent + ANSWER_TIME + frozenFrom(sent)) {
            return "excused by the sender's end (" + message.from.how + ")";
        }
        for (Session session : byUser.getOrDefault(message.target, List.of())) {
            long ghost = session.how.equals("clean") ? SLACK : GHOST_TIME + frozenFrom(session.ended);
            if (session.asked() - SLACK <= sent + QUEUE_TIME && session.ended < sent + QUEUE_TIME + frozenFrom(sent)
                    && sent < session.ended + ghost && session.inTheNetwork < unread(session)) {
                session.inTheNetwork++;
                return "excused by the receiver's end (" + session.how + ")";
            }
        }
        return null;
    }

    /** How many messages the server may have handed to the network that the client of a connection never read. */
    private long unread(Session session) {
        long silence = session.how.equals("mute") ? GHOST_TIME : SLACK;
        silence += frozenFrom(session.ended);
        if (session.slow > session.ended - SLOW_TIME) {
            silence += session.ended - session.slow;
        }
        return UNDER_WAY + silence / PACE;
    }

    /** How long somebody was frozen in the half minute after a moment. */
    private long frozenFrom(long moment) {
        long sum = 0;
        for (long[] each : frozen) {
            long from = Math.max(each[0], moment - QUEUE_TIME);
            long to = Math.min(each[1], moment == Long.MAX_VALUE ? moment : moment + ANSWER_TIME);
            sum += Math.max(0, to - from);
        }
        return sum;
    }

    List<Session> sessions() {
        return sessions;
    }

    Map<String, Message> messages() {
        return messages;
    }

    /** How connections ended, with how many of each. */
    Map<String, Integer> ends() {
        return ends;
    }

    /** How many handshakes were refused, by role and status. */
    Map<String, Integer> refused() {
        return refused;
    }

    /** When something happened that should happen now and then: {@code refreshed}, {@code renewed}. */
    List<Long> notes(String word) {
        return notes.getOrDefault(word, List.of());
    }

    Closings closings() {
        return closings;
    }

    List<String> wrongs() {
        if (!arrivals.isEmpty()) {
            wrongs.add("messages arrived that nobody sent: " + arrivals.keySet().stream().limit(5).toList());
        }
        return wrongs;
    }
}
