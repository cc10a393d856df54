package org.signaling.bench.scenario;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.signaling.bench.client.Socket;
import org.signaling.bench.client.Traffic;

/**
 * What each client knows of who is online, from {@code userList}, {@code userOnline} and {@code userOffline}, or from
 * numbered batches. The same list goes to many, so each is read once and found again by its checksum.
 */
class Presence implements Traffic {

    private static final byte[] SUBJECT = "\"subject\":\"u".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LIST = "{\"type\":\"userList\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ONLINE = "{\"type\":\"userOnline\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OFFLINE = "{\"type\":\"userOffline\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BATCH = "{\"type\":\"presence\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ALL = "\"users\":[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] GONE = "\"offline\":[".getBytes(StandardCharsets.US_ASCII);

    /** What a batch says: everybody, or who came and who went. */
    private record Change(boolean all, BitSet online, BitSet offline) {
    }

    private final BitSet[] known;
    private final Map<Long, BitSet> lists = new HashMap<>();
    private final Map<Long, Change> changes = new HashMap<>();
    private long frames;
    private long bytes;
    private int dropped;

    /**
     * @param users how many there are at most
     */
    Presence(int users) {
        known = new BitSet[users];
    }

    @Override
    public long tick(long now) {
        return -1;
    }

    @Override
    public void opened(Socket socket, long now) {
        BitSet self = new BitSet();
        self.set(socket.user());
        known[socket.user()] = self;
    }

    @Override
    public void text(Socket socket, byte[] text, int from, int to, long now) {
        frames++;
        bytes += to - from;
        int user = socket.user();
        if (startsWith(text, from, to, LIST)) {
            known[user] = (BitSet) list(text, from, to).clone();
            known[user].set(user);
        } else if (startsWith(text, from, to, BATCH)) {
            Change change = change(text, from, to);
            if (change.all()) {
                known[user].clear();
            }
            known[user].andNot(change.offline());
            known[user].or(change.online());
            known[user].set(user);
        } else if (startsWith(text, from, to, ONLINE)) {
            known[user].set(subject(text, from, to));
        } else if (startsWith(text, from, to, OFFLINE)) {
            known[user].clear(subject(text, from, to));
        }
    }

    @Override
    public void closed(Socket socket, long now) {
        dropped++;
    }

    private BitSet list(byte[] text, int from, int to) {
        return lists.computeIfAbsent(checksum(text, from, to), key -> subjects(text, from, to));
    }

    private Change change(byte[] text, int from, int to) {
        return changes.computeIfAbsent(checksum(text, from, to), key -> {
            int gone = indexOf(text, from, to, GONE);
            int end = gone < 0 ? to : gone;
            return new Change(indexOf(text, from, to, ALL) >= 0, subjects(text, from, end), subjects(text, end, to));
        });
    }

    private static long checksum(byte[] text, int from, int to) {
        CRC32C sum = new CRC32C();
        sum.update(text, from, to - from);
        return sum.getValue() << 32 | to - from;
    }

    private static BitSet subjects(byte[] text, int from, int to) {
        BitSet users = new BitSet();
        for (int at = find(text, from, to); at >= 0; at = find(text, at, to)) {
            users.set(number(text, at));
        }
        return users;
    }

    private static int subject(byte[] text, int from, int to) {
        return number(text, find(text, from, to));
    }

    /** Where the next subject's number begins; -1 if there is none. */
    private static int find(byte[] text, int from, int to) {
        int at = indexOf(text, from, to, SUBJECT);
        return at < 0 ? -1 : at + SUBJECT.length;
    }

    private static int indexOf(byte[] text, int from, int to, byte[] wanted) {
        for (int i = from; i < to - wanted.length; i++) {
            if (text[i] == '"' && startsWith(text, i, to, wanted)) {
                return i;
            }
        }
        return -1;
    }

    private static int number(byte[] text, int at) {
        int number = 0;
        for (int i = at; text[i] >= '0' && text[i] <= '9'; i++) {
            number = number * 10 + text[i] - '0';
        }
        return number;
    }

    static boolean startsWith(byte[] text, int from, int to, byte[] prefix) {
        if (to - from < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (text[from + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    /** How many of the first so many users do not know exactly these to be online. */
    int wrong(int users, BitSet online) {
        int wrong = 0;
        for (int user = 0; user < users; user++) {
            wrong += isWrong(user, online) ? 1 : 0;
        }
        return wrong;
    }

    /** Whether a user does not know exactly these to be online. */
    boolean isWrong(int user, BitSet online) {
        return known[user] == null || !known[user].equals(online);
    }

    /** Whether a user takes another one for online. */
    boolean knows(int user, int other) {
        return known[user] != null && known[user].get(other);
    }

    /** Whether a user has been told of anything yet. */
    boolean known(int user) {
        return known[user] != null && known[user].cardinality() > 1;
    }

    /** How many messages came. */
    long frames() {
        return frames;
    }

    /** How many bytes they had. */
    long bytes() {
        return bytes;
    }

    /** How many connections were closed. */
    int dropped() {
        return dropped;
    }
}
