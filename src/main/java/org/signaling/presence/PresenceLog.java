package org.signaling.presence;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.signaling.message.MessageWriter;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;

/**
 * The log of presence events. Each is numbered and encoded once, however many connections it goes to; only the last
 * {@value #WINDOW} are kept, and a connection further behind than that is given the whole list instead.
 *
 * <p>For all threads. The lock guards a few map operations, never encoding and never I/O.
 */
public final class PresenceLog {

    /** How many events are kept, and so the most that one connection can still catch up with one by one. */
    static final int WINDOW = Long.SIZE;

    /**
     * One coming or going.
     *
     * @param version its number, from 1
     * @param previous the number of the same user's event before it; 0 if there was none
     * @param frame what the others are told
     */
    record Event(long version, long previous, String frame) {
    }

    /**
     * Everybody who is online after an event.
     *
     * @param version the number of that event
     * @param frame the {@code userList} message; never null
     */
    public record UserList(long version, String frame) {
    }

    private final Object lock = new Object();
    private final Object encoding = new Object();
    private final Map<UserId, UserInfo> online = new LinkedHashMap<>();
    private final Map<UserId, Long> latest = new HashMap<>();
    private final Event[] window = new Event[WINDOW];
    private final UserId[] windowUsers = new UserId[WINDOW];
    private volatile long version;
    private volatile UserList list = new UserList(0, MessageWriter.userList(List.of()));

    /**
     * Notes that a user came online. To be called in turns with {@link #offline} for each user.
     *
     * @param user who; not null
     * @return the event's number
     */
    public long online(UserInfo user) {
        String frame = MessageWriter.userOnline(user);
        synchronized (lock) {
            online.put(user.id(), user);
            return append(user.id(), frame);
        }
    }

    /**
     * Notes that a user is gone.
     *
     * @param user who; not null
     * @return the event's number
     */
    public long offline(UserInfo user) {
        String frame = MessageWriter.userOffline(user);
        synchronized (lock) {
            online.remove(user.id());
            return append(user.id(), frame);
        }
    }

    private long append(UserId user, String frame) {
        long next = version + 1;
        int slot = slot(next);
        UserId forgotten = windowUsers[slot];
        if (forgotten != null) {
            latest.remove(forgotten, next - WINDOW);
        }
        Long previous = latest.put(user, next);
        window[slot] = new Event(next, previous == null ? 0 : previous, frame);
        windowUsers[slot] = user;
        version = next;
        return next;
    }

    private static int slot(long version) {
        return (int) (version % WINDOW);
    }

    /** {@return the number of the last event; 0 before the first} */
    public long version() {
        return version;
    }

    /** {@return everybody who is online now, encoded once for each state; never null} */
    public UserList userList() {
        if (list.version() == version) {
            return list;
        }
        synchronized (encoding) {
            if (list.version() != version) {
                List<UserInfo> users;
                long at;
                synchronized (lock) {
                    users = List.copyOf(online.values());
                    at = version;
                }
                list = new UserList(at, MessageWriter.userList(users));
            }
            return list;
        }
    }

    /**
     * Copies the events after a number.
     *
     * @param after the number of the last event that is known
     * @param into takes the events, the oldest first; {@value #WINDOW} long
     * @return how many were copied; -1 if some that are wanted are no longer kept
     */
    int eventsAfter(long after, Event[] into) {
        synchronized (lock) {
            int count = (int) Math.min(version - after, WINDOW + 1L);
            if (count > WINDOW) {
                return -1;
            }
            for (int i = 0; i < count; i++) {
                into[i] = window[slot(after + 1 + i)];
            }
            return count;
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
            Event event = window[slot(number)];
            return event != null && event.version() == number ? event : null;
        }
    }
}
