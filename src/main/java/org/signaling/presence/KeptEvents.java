package org.signaling.presence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.signaling.message.UserId;
import org.signaling.presence.PresenceLog.Event;

/** The last {@value #KEPT} events of the log, by their number. For one thread at a time: the log's lock guards it. */
final class KeptEvents {

    /** How many events are kept. */
    static final int KEPT = 4_096;

    private final Event[] events = new Event[KEPT];
    /** The number of each user's latest event, of those that are kept. */
    private final Map<UserId, Long> latest = new HashMap<>();
    private long version;

    private static int slot(long number) {
        return (int) (number % KEPT);
    }

    /** {@return the number of a user's latest event; 0 if none is kept} */
    long latest(UserId user) {
        return latest.getOrDefault(user, 0L);
    }

    /** Adds the next event, and forgets the oldest one. */
    void add(Event event) {
        version = event.version();
        Event oldest = events[slot(version)];
        if (oldest != null) {
            latest.remove(oldest.id(), oldest.version());
        }
        latest.put(event.id(), version);
        events[slot(version)] = event;
    }

    /** See {@link PresenceLog#remembers}. */
    boolean remembers(Viewer viewer, UserId user) {
        long number = latest(user);
        return number != 0 && viewer.sees(events[slot(number)].viewer());
    }

    /** See {@link PresenceLog#sawAlikeSince}. */
    boolean sawAlikeSince(long known, UserId user, Viewer viewer) {
        long number = latest(user);
        while (number > known) {
            Event event = events[slot(number)];
            if (!event.viewer().equals(viewer)) {
                return false;
            }
            number = event.previous();
        }
        return true;
    }

    /** See {@link PresenceLog#countSeen}. */
    int countSeen(Viewer viewer, long after, long to) {
        if (version - after > KEPT) {
            return KEPT;
        }
        int seen = 0;
        for (long number = after + 1; number <= to; number++) {
            seen += viewer.sees(events[slot(number)].viewer()) ? 1 : 0;
        }
        return seen;
    }

    /** See {@link PresenceLog#eventsAfter}. */
    List<Event> after(long after, int most) {
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

    /** See {@link PresenceLog#event}. */
    Event event(long number) {
        Event event = events[slot(number)];
        return event != null && event.version() == number ? event : null;
    }
}
