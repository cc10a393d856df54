package org.signaling.presence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import org.signaling.message.MessageWriter;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;

/**
 * The log of presence events. Each is numbered and encoded once, however many connections it goes to; the last
 * {@value #KEPT} are kept, and a connection further behind than that is given the whole list instead. Lists and batches
 * are encoded once for each state as well.
 *
 * <p>For all threads. The lock guards a few map operations, never encoding and never I/O.
 */
public final class PresenceLog {

    /** How many events are kept. */
    static final int KEPT = 4_096;
    /** How many events one batch covers at the most. */
    static final int BATCH = 1_024;

    /** Numbers of one life of the server: two lives, begun in different seconds, share none for a million events. */
    private static final int NUMBERS_A_SECOND = 1 << 20;
    private static final int MILLIS = 1_000;

    /**
     * One coming or going.
     *
     * @param version its number
     * @param previous the number of the same user's event before it; 0 if none is kept
     * @param id who
     * @param online whether the user came
     * @param user the user's JSON
     * @param frame what the others are told
     */
    record Event(long version, long previous, UserId id, boolean online, String user, String frame) {
    }

    /**
     * Everybody who is online after an event.
     *
     * @param version the number of that event
     * @param frame the message; never null
     */
    public record Everybody(long version, String frame) {
    }

    /**
     * What changed between two events.
     *
     * @param after the number of the event before the first one that it covers
     * @param version the number of the last event that it covers
     * @param frame the {@code presence} message; null if all that happened cancels out
     */
    record Batch(long after, long version, String frame) {
    }

    private final Object lock = new Object();
    private final Map<UserId, String> online = new LinkedHashMap<>();
    private final Map<UserId, Long> latest = new HashMap<>();
    private final Event[] events = new Event[KEPT];
    private final LongAdder changesTold = new LongAdder();
    private final LongAdder listsTold = new LongAdder();
    private final long first;
    private volatile long version;
    private final Snapshot userList;
    private final Snapshot everybody;
    private volatile Batch lastBatch = new Batch(0, 0, null);

    /** Begins with nobody. */
    public PresenceLog() {
        this(System.currentTimeMillis() / MILLIS * NUMBERS_A_SECOND);
    }

    /**
     * Begins with nobody.
     *
     * @param first the number before the first event; at least 1
     */
    PresenceLog(long first) {
        this.first = first;
        this.version = first;
        this.userList = new Snapshot((at, users) -> MessageWriter.userList(users));
        this.everybody = new Snapshot(MessageWriter::everybody);
    }

    /**
     * Notes that a user came online. To be called in turns with {@link #offline} for each user.
     *
     * @param user who; not null
     * @return the event's number
     */
    public long online(UserInfo user) {
        String json = MessageWriter.userInfo(user);
        String frame = MessageWriter.userOnline(json);
        synchronized (lock) {
            online.put(user.id(), json);
            return append(user.id(), true, json, frame);
        }
    }

    /**
     * Notes that a user is gone.
     *
     * @param user who; not null
     * @return the event's number
     */
    public long offline(UserInfo user) {
        String json = MessageWriter.userInfo(user);
        String frame = MessageWriter.userOffline(json);
        synchronized (lock) {
            online.remove(user.id());
            return append(user.id(), false, json, frame);
        }
    }

    private long append(UserId user, boolean isOnline, String json, String frame) {
        long next = version + 1;
        int slot = slot(next);
        if (events[slot] != null) {
            latest.remove(events[slot].id(), next - KEPT);
        }
        Long previous = latest.put(user, next);
        events[slot] = new Event(next, previous == null ? 0 : previous, user, isOnline, json, frame);
        version = next;
        return next;
    }

    private static int slot(long number) {
        return (int) (number % KEPT);
    }

    /** {@return the number of the last event} */
    public long version() {
        return version;
    }

    /** {@return how many users are online} */
    public int users() {
        synchronized (lock) {
            return online.size();
        }
    }

    /** Counts a frame about an event or a batch of them, when it goes to a connection. */
    void countChange() {
        changesTold.increment();
    }

    /** {@return how many events there were} */
    public long events() {
        return version - first;
    }

    /** {@return how many frames about events or batches of them were handed out to connections} */
    public long changesTold() {
        return changesTold.sum();
    }

    /** {@return how many frames about everybody were handed out to connections} */
    public long listsTold() {
        return listsTold.sum();
    }

    /** {@return the {@code userList} message of everybody who is online now; never null} */
    public Everybody userList() {
        listsTold.increment();
        return userList.now();
    }

    /** {@return the {@code presence} message of everybody who is online now; never null} */
    Everybody everybody() {
        listsTold.increment();
        return everybody.now();
    }

    /** Everybody in one kind of message, encoded once for each state and by one thread. */
    private final class Snapshot {
        private final BiFunction<Long, List<String>, String> encoder;
        private volatile Everybody last;

        Snapshot(BiFunction<Long, List<String>, String> encoder) {
            this.encoder = encoder;
            this.last = new Everybody(version, encoder.apply(version, List.of()));
        }

        Everybody now() {
            if (last.version() != version) {
                encode();
            }
            return last;
        }

        private synchronized void encode() {
            if (last.version() != version) {
                List<String> users;
                long at;
                synchronized (lock) {
                    users = List.copyOf(online.values());
                    at = version;
                }
                last = new Everybody(at, encoder.apply(at, users));
            }
        }
    }

    /**
     * {@return whether all events after a number are kept}
     *
     * @param number of an event, or what a client takes for one
     */
    boolean keepsAfter(long number) {
        long now = version;
        return number >= first && number <= now && now - number <= KEPT;
    }

    /**
     * What changed after an event. The last batch is kept, because idle connections are all told the same.
     *
     * @param after the number of the last event that is known; there must be later ones
     * @return the batch; null if events that it would cover are no longer kept
     */
    Batch batchAfter(long after) {
        Batch last = lastBatch;
        if (last.after() == after && last.version() == Math.min(version, after + BATCH)) {
            return last;
        }
        List<Event> news = eventsAfter(after, BATCH);
        if (news.isEmpty()) {
            return null;
        }
        Map<String, Boolean> changed = new LinkedHashMap<>();
        for (Event event : news) {
            // a user's events alternate, so that the second one takes the first one back
            if (event.previous() <= after || changed.remove(event.user()) == null) {
                changed.put(event.user(), event.online());
            }
        }
        long to = news.get(news.size() - 1).version();
        String frame = changed.isEmpty()
                ? null
                : MessageWriter.presence(to, those(changed, true), those(changed, false));
        Batch batch = new Batch(after, to, frame);
        lastBatch = batch;
        return batch;
    }

    private static Collection<String> those(Map<String, Boolean> changed, boolean isOnline) {
        return changed.entrySet().stream().filter(user -> user.getValue() == isOnline).map(Map.Entry::getKey).toList();
    }

    /**
     * The events after a number.
     *
     * @param after the number of the last event that is known
     * @param most how many to take at the most
     * @return the oldest first; empty if there are none, or if some that are wanted are no longer kept
     */
    List<Event> eventsAfter(long after, int most) {
        synchronized (lock) {
            if (version - after > KEPT) {
                return List.of();
            }
            int count = (int) Math.min(version - after, most);
            List<Event> found = new ArrayList<>(count);
            for (int i = 1; i <= count; i++) {
                found.add(events[slot(after + i)]);
            }
            return found;
        }
    }

    /**
     * One event.
     *
     * @param number its number
     * @return the event; null if it is no longer kept
     */
    Event event(long number) {
        synchronized (lock) {
            Event event = events[slot(number)];
            return event != null && event.version() == number ? event : null;
        }
    }

    /** How a connection is told of presence. */
    public enum Style {
        /** {@code userOnline}, {@code userOffline} and {@code userList}. */
        EVENTS,
        /** Numbered batches. */
        BATCHES,
        /** Not at all, but the list on demand. */
        ON_DEMAND
    }

    /**
     * A cursor for a connection of a user who is online.
     *
     * @param style how it is told; not null
     * @param known the number of the last event that it need not be told of; later than the last one for all until now
     * @param self the user, who is not told of the own coming; not null
     * @return never null
     */
    public PresenceCursor cursor(Style style, long known, UserId self) {
        return switch (style) {
            case EVENTS -> new EventCursor(this, known, self);
            case BATCHES -> new BatchCursor(this);
            case ON_DEMAND -> new ListCursor(this);
        };
    }
}
