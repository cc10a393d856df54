package org.signaling.presence;

import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import org.signaling.message.MessageWriter;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;

/**
 * The log of presence events. Each is numbered and encoded once, however many connections it goes to; the last
 * {@value KeptEvents#KEPT} are kept, and a connection further behind than that is given the whole list instead.
 *
 * <p>Lists and batches tell of one state each 100 ms at most, the newest one, however many events there are; with more
 * than 2,000 users, whose lists are long and whose events are many, of fewer. So they are encoded once for all
 * connections as well, and once for each view where not everybody sees everybody.
 *
 * <p>Where nobody reads events, they are counted and not kept; lists are there all the same.
 *
 * <p>For all threads. The lock guards a few map operations, never encoding and never I/O.
 */
public final class PresenceLog {

    /** With more users than these, lists are long. */
    static final int CROWD = 256;

    /**
     * Below this a life of the server begins to count, at random, so that two of them, even of servers that start at the
     * same moment, share no numbers; above it is room for as many events until 2^53, where JavaScript's numbers end.
     */
    static final long FIRST = 1L << 52;

    /**
     * One coming or going.
     *
     * @param version its number
     * @param previous the number of the same user's event before it; 0 if none is kept
     * @param id who
     * @param online whether the user came
     * @param user the user's JSON
     * @param frame what the others are told
     * @param viewer what decides whom of the others
     */
    record Event(long version, long previous, UserId id, boolean online, String user, String frame, Viewer viewer) {
    }

    /**
     * Everybody who is online after an event.
     *
     * @param version the number of that event
     * @param frame the message; never null
     */
    record Everybody(long version, String frame) {
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
    private final OnlineUsers online = new OnlineUsers();
    /** Null where nobody reads events. */
    private final KeptEvents events;
    private final LongAdder changesTold = new LongAdder();
    private final LongAdder listsTold = new LongAdder();
    private final long first;
    private volatile long version;
    private final ToldState told = new ToldState();
    private final Lists userList;
    private final Lists everybody;
    private final Batches batches;

    /**
     * Begins with nobody.
     *
     * @param read whether anybody reads events: if not, there are no cursors but those on demand, and nobody is remembered
     */
    public PresenceLog(boolean read) {
        this(1 + new SecureRandom().nextLong(FIRST), read);
    }

    /**
     * Begins with nobody, and keeps events.
     *
     * @param first the number before the first event; at least 1
     */
    PresenceLog(long first) {
        this(first, true);
    }

    private PresenceLog(long first, boolean read) {
        this.events = read ? new KeptEvents() : null;
        this.first = first;
        this.version = first;
        this.userList = new Lists(this, (at, users) -> MessageWriter.userList(users));
        this.everybody = new Lists(this, MessageWriter::everybody);
        this.batches = new Batches(this);
    }

    /**
     * Notes that a user came online. To be called in turns with {@link #offline} for each user.
     *
     * @param user who; not null
     * @param viewer what decides who is told; not null
     * @return the event's number
     */
    public long online(UserInfo user, Viewer viewer) {
        String json = MessageWriter.userInfo(user);
        String frame = events == null ? null : MessageWriter.userOnline(json);
        synchronized (lock) {
            online.add(user.id(), json, viewer);
            return append(user.id(), true, json, frame, viewer);
        }
    }

    /**
     * Notes that a user is gone.
     *
     * @param user who; not null
     * @param viewer what decides who is told: as when the user came; not null
     * @return the event's number
     */
    public long offline(UserInfo user, Viewer viewer) {
        String json = events == null ? null : MessageWriter.userInfo(user);
        String frame = events == null ? null : MessageWriter.userOffline(json);
        synchronized (lock) {
            online.remove(user.id());
            return append(user.id(), false, json, frame, viewer);
        }
    }

    private long append(UserId user, boolean isOnline, String json, String frame, Viewer viewer) {
        long next = version + 1;
        if (events != null) {
            events.add(new Event(next, events.latest(user), user, isOnline, json, frame, viewer));
        }
        told.crowd(online.size());
        version = next;
        return next;
    }

    /** {@return the number of the last event} */
    public long version() {
        return version;
    }

    /**
     * {@return the number of the last event that lists and batches tell of}
     *
     * @param now the time, in nanoseconds
     */
    public long told(long now) {
        return told.at(version, now);
    }

    /**
     * {@return whether nothing has happened for a while}
     *
     * @param now the time, in nanoseconds
     */
    public boolean calm(long now) {
        return told.calm(version, now);
    }

    /** {@return how many users are online} */
    public int users() {
        return told.users();
    }

    /** {@return whether so many are online that lists are long, and have to wait for their turn} */
    boolean crowd() {
        return told.users() > CROWD;
    }

    /**
     * {@return how long a connection waits for the next list that nobody asked for, in nanoseconds}
     *
     * @param length the characters of a list
     */
    long pause(int length) {
        return told.pause(length);
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

    /**
     * {@return the {@code userList} message of everybody whom a user sees; never null}
     *
     * @param viewer what the user may see; not null
     * @param now the time, in nanoseconds
     */
    Everybody userList(Viewer viewer, long now) {
        listsTold.increment();
        return userList.at(told(now), viewer);
    }

    /** {@return the {@code presence} message of everybody whom a user sees; never null} */
    Everybody everybody(Viewer viewer, long now) {
        listsTold.increment();
        return everybody.at(told(now), viewer);
    }

    /** Encodes whom a user sees now. */
    Everybody list(Viewer viewer, BiFunction<Long, List<String>, String> encoder) {
        List<String> users;
        long at;
        synchronized (lock) {
            users = online.seenBy(viewer);
            at = version;
        }
        return new Everybody(at, encoder.apply(at, users));
    }

    /**
     * {@return whether a user may know that another one was here lately}
     *
     * @param viewer what the user may see; not null
     * @param user the other one; not null
     */
    public boolean remembers(Viewer viewer, UserId user) {
        synchronized (lock) {
            return events != null && events.remembers(viewer, user);
        }
    }

    /** {@return whether a user saw the same circles ever since an event} */
    boolean sawAlikeSince(long known, UserId user, Viewer viewer) {
        synchronized (lock) {
            return events.sawAlikeSince(known, user, viewer);
        }
    }

    /**
     * {@return whether all events after a number are kept}
     *
     * @param number of an event, or what a client takes for one
     */
    boolean keepsAfter(long number) {
        long now = version;
        return number >= first && number <= now && now - number <= KeptEvents.KEPT;
    }

    /** What changed between two states; see {@link Batches}. */
    Batch batch(long after, long to, Viewer viewer) {
        return batches.between(after, to, viewer);
    }

    /**
     * Counts the events that a user sees.
     *
     * @param viewer what the user may see; not null
     * @param after the number of the event before the first one
     * @param to the number of the last one
     * @return how many; more than there are if some of them are no longer kept
     */
    int countSeen(Viewer viewer, long after, long to) {
        synchronized (lock) {
            return events.countSeen(viewer, after, to);
        }
    }

    /**
     * The events after a number.
     *
     * @param after the number of the last event that is known
     * @param most how many to take at most
     * @return the oldest first; empty if there are none, or if some that are wanted are no longer kept
     */
    List<Event> eventsAfter(long after, int most) {
        synchronized (lock) {
            return events.after(after, most);
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
            return events.event(number);
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
     * @param viewer what the user may see; not null
     * @return never null
     */
    public PresenceCursor cursor(Style style, long known, UserId self, Viewer viewer) {
        return switch (style) {
            case EVENTS -> new EventCursor(this, known, self, viewer);
            case BATCHES -> new BatchCursor(this, self, viewer);
            case ON_DEMAND -> new ListCursor(this, viewer);
        };
    }
}
