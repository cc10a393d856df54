package org.signaling.bench.scenario;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.signaling.bench.client.Loop;
import org.signaling.bench.client.Socket;
import org.signaling.bench.client.Wire;

/**
 * A crowd that wants to be connected, all at once, and comes again when it is refused or thrown out: after half a second
 * to a second at first, then twice as long each time, up to {@code longest} seconds. A quarter takes single events and
 * asks for the list, a quarter takes single events and asks for nothing, one half takes batches. The first
 * {@code senders} write to each other, whoever is there. It is over when every client's list is the truth and nothing is
 * under way, or some minutes after the first was let in. Who asked for nothing is owed those who came later, and nobody
 * else.
 */
final class Throng extends Presence {

    private static final byte[] ASK = "{\"type\":\"userList\"}".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ASK_BATCHES = "{\"type\":\"presence\"}".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ERROR = "{\"type\":\"error\"".getBytes(StandardCharsets.US_ASCII);
    private static final long MOST = TimeUnit.MINUTES.toNanos(4);
    private static final long CHECK = TimeUnit.MILLISECONDS.toNanos(250);
    /** What is under way so long after everything else is lost. */
    private static final long GRACE = TimeUnit.SECONDS.toNanos(10);

    private static final int KINDS = 4;

    private record Attempt(int user, long due) {
    }

    private final Loop loop;
    private final Rig rig;
    private final int users;
    private final int longest;
    private final Random random = new Random(1);
    private final PriorityQueue<Attempt> waiting = new PriorityQueue<>((a, b) -> Long.compare(a.due, b.due));
    private final int[] tries;
    private final Socket[] sockets;
    private final long[] begun;
    private final long[] joined;
    private final byte[][] messages;
    private final double messageGap;
    private final BitSet everybody = new BitSet();
    private final Map<String, Integer> refusals = new TreeMap<>();
    private final Map<String, Integer> closings = new TreeMap<>();
    private final Histogram latency = new Histogram(3);
    /** Who is still connected to a server that is about to go. */
    private final BitSet before = new BitSet();
    private final long created = System.nanoTime();
    /** When the server began to let anybody in; 0 until then. */
    private long begin;
    private int connecting;
    private int open;
    private long firstJoined;
    private long lastJoined;
    private long right;
    private int wrong;
    private long nextCheck;
    private long due;
    private int sent;
    private int received;
    private int errors;

    /**
     * @param longest the longest pause before another try, in seconds
     * @param there whether all are connected already, and come again when they have lost their server
     */
    Throng(Loop loop, Rig rig, int longest, boolean there) {
        super(rig.sizes().users());
        this.loop = loop;
        this.rig = rig;
        this.longest = longest;
        users = rig.sizes().users();
        tries = new int[users];
        sockets = new Socket[users];
        begun = new long[users];
        joined = new long[users];
        messages = new byte[rig.sizes().senders()][];
        for (int user = 0; user < messages.length; user++) {
            messages[user] = rig.wire().message(user ^ 1, rig.sizes().bytes());
        }
        messageGap = 1e9 / (messages.length * rig.sizes().rate());
        everybody.set(0, users);
        before.set(0, there ? users : 0);
        for (int user = 0; user < users && !there; user++) {
            // in no order, so that those who write are neither the first nor the last
            waiting.add(new Attempt(user, created - random.nextInt(1_000_000)));
        }
        begin = there ? 0 : created;
    }

    private static boolean batches(int user) {
        return user % KINDS > 1;
    }

    private static boolean asks(int user) {
        return user % KINDS != 1;
    }

    @Override
    public long tick(long now) {
        while (!waiting.isEmpty() && waiting.peek().due <= now && connecting < rig.sizes().inFlight()) {
            int user = waiting.poll().user;
            connecting++;
            begun[user] = now;
            sockets[user] = loop.connect(user,
                    batches(user) ? rig.wire().batchesRequest(user) : rig.wire().request(user));
        }
        boolean done = right > 0;
        if (!done && begin > 0) {
            write(now);
        }
        if (now >= nextCheck) {
            nextCheck = now + CHECK;
            wrong = open == users ? wrong(users, everybody) : users;
            right = wrong > 0 ? 0 : done ? right : now;
        }
        boolean over = right > 0 && (received + errors == sent || now - right > GRACE)
                || now - (begin > 0 ? begin : created) > MOST;
        return over ? -1 : 2_000_000;
    }

    @Override
    boolean isWrong(int user, BitSet online) {
        return super.isWrong(user, online) && (asks(user)
                || IntStream.range(0, users).anyMatch(other -> begun[other] - joined[user] > 0 && !knows(user, other)));
    }

    private void write(long now) {
        long start = begin;
        while (messages.length > 0 && start + (long) (due * messageGap) <= now) {
            int user = (int) (due++ % messages.length);
            if (isOpen(user) && isOpen(user ^ 1)) {
                byte[] message = messages[user];
                Wire.stamp(message, Wire.mark(message, 0, message.length), now, sent++);
                loop.send(sockets[user], message);
            }
        }
    }

    private boolean isOpen(int user) {
        return sockets[user] != null && sockets[user].open();
    }

    @Override
    public void opened(Socket socket, long now) {
        super.opened(socket, now);
        int user = socket.user();
        tries[user] = 0;
        connecting--;
        open++;
        joined[user] = now;
        firstJoined = firstJoined == 0 ? now : firstJoined;
        begin = begin == 0 ? now : begin;
        lastJoined = now;
        if (batches(user)) {
            loop.send(socket, ASK_BATCHES);
        } else if (asks(user)) {
            loop.send(socket, ASK);
        }
    }

    @Override
    public void text(Socket socket, byte[] text, int from, int to, long now) {
        int mark = socket.user() < messages.length ? Wire.mark(text, from, Math.min(to, from + 200)) : -1;
        if (mark < 0 && startsWith(text, from, to, ERROR)) {
            // who has just come is not there for the others yet
            errors++;
        } else if (mark < 0) {
            super.text(socket, text, from, to, now);
        } else {
            received++;
            latency.recordValue(now - Wire.time(text, mark));
        }
    }

    @Override
    public void closed(Socket socket, long now) {
        int user = socket.user();
        boolean wasOpen = socket.wasOpen();
        if (before.get(user)) {
            before.clear(user);
            again(user, now);
            return;
        }
        if (wasOpen || begin > 0) {
            // before that there is no server that could refuse anybody
            (wasOpen ? closings : refusals).merge(String.valueOf(socket.failure()), 1, Integer::sum);
        }
        if (wasOpen) {
            open--;
        } else {
            connecting--;
        }
        again(user, now);
    }

    private void again(int user, long now) {
        double seconds = Math.min(longest, 1L << tries[user]++);
        waiting.add(new Attempt(user, now + (long) (seconds * (0.5 + random.nextDouble() / 2) * 1e9)));
    }

    /** What came of it. */
    Figures figures() {
        if (!closings.isEmpty()) {
            System.err.println("thrown out: " + closings);
        }
        if (!refusals.isEmpty()) {
            System.err.println("refused: " + refusals);
        }
        if (wrong > 0) {
            int[] ofKind = new int[KINDS];
            for (int user = 0; user < users; user++) {
                ofKind[user % KINDS] += isWrong(user, everybody) ? 1 : 0;
            }
            System.err.println("wrong lists of those who ask, who ask for nothing, who take batches (two): "
                    + Arrays.toString(ofKind));
        }
        double seconds = (lastJoined - firstJoined) / 1e9;
        return new Figures().put("joins/s", users / seconds).put("all joined after s", (lastJoined - begin) / 1e9)
                .put("all lists right s later", right == 0 ? -1 : (right - lastJoined) / 1e9)
                .put("clients with a wrong list", wrong)
                .put("thrown out", closings.values().stream().mapToInt(Integer::intValue).sum())
                .put("refused", refusals.values().stream().mapToInt(Integer::intValue).sum())
                .put("frames/user", frames() / (double) users).put("presence kB/user", bytes() / 1_024.0 / users)
                .latency(latency).put("messages", sent).put("refused messages", errors)
                .put("lost", sent - received - errors);
    }
}
