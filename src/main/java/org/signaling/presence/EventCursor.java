package org.signaling.presence;

import java.util.List;
import org.signaling.message.UserId;
import org.signaling.presence.PresenceLog.Event;
import org.signaling.presence.PresenceLog.Everybody;

/**
 * For clients that know {@code userOnline}, {@code userOffline} and {@code userList}: one event a frame.
 *
 * <p>Events are taken in batches of at most {@value #BATCH}. Within a batch a coming and a going of the
 * same user cancel out and neither is said, unless the user has another name meanwhile. A connection further behind than
 * that is owed the whole list instead, but lists that nobody asked for come seconds apart, the longer and the more
 * connections, the further: while everybody joins at once, they would cost more than they tell. In a crowd also the first
 * one waits as long. When it has become calm, the list that will be the last one comes at once, and the next one all the
 * later.
 */
final class EventCursor extends PresenceCursor {

    /** How many events a connection can be told of one by one; further behind it gets the list. */
    static final int BATCH = Long.SIZE;
    /** About how many characters of a list are one user's, for whoever has not had a list yet. */
    private static final int CHARACTERS_A_USER = 96;
    /** With no more than this many events pending, they are said before a list that was asked for. */
    private static final int FEW = 8;

    /** The last event that this connection has been told of, or need not be told of. */
    private long position;
    /** The last event when the connection was opened. */
    private final long joined;
    private final UserId self;
    /** For whoever does not see all: the events up to {@code counted} that it sees and was not told of, after position. */
    private int unread;
    private long counted;
    /** The events of the current batch that are still to be said: bit i is event {@code batchStart + 1 + i}. */
    private long batch;
    private long batchStart;
    /** Whether the next list that nobody asked for has to wait for its time. */
    private boolean pausing;
    private long nextList;

    /**
     * @param log what to read; not null
     * @param known the number of the last event that the connection need not be told of
     * @param self the connection's user, who is online; not null
     * @param viewer what the user may see; not null
     */
    EventCursor(PresenceLog log, long known, UserId self, Viewer viewer) {
        super(log, viewer);
        this.joined = log.version();
        this.position = Math.min(known, joined);
        this.counted = position;
        this.self = self;
    }

    @Override
    public boolean pending(long now) {
        return batch != 0 || position != log.version() && (!farBehind() || listDue(now));
    }

    @Override
    public boolean postponed() {
        return farBehind();
    }

    @Override
    public boolean fewPending() {
        countUnread();
        return behind() > 0 && behind() <= FEW;
    }

    @Override
    public String next(long now) {
        countUnread();
        if (log.crowd()) {
            if (!pausing) {
                pause(now, viewer.all() ? log.users() * CHARACTERS_A_USER : 0);
            }
        } else if (behind() > BATCH && listDue(now)) {
            return list(now);
        }
        while (batch != 0 || position != log.version()) {
            if (batch == 0 && !startBatch()) {
                return null;
            }
            if (batch == 0) {
                continue;
            }
            int first = Long.numberOfTrailingZeros(batch);
            Event event = log.event(batchStart + 1 + first);
            if (event == null) {
                // too late for the rest of the batch: from its start on, only a list tells the truth
                batch = 0;
                position = batchStart;
                return !log.crowd() && listDue(now) ? list(now) : null;
            }
            batch &= batch - 1;
            log.countChange();
            return event.frame();
        }
        return null;
    }

    @Override
    public boolean longDue(long now) {
        return behind() > BATCH && listDue(now);
    }

    @Override
    public String longNext(long now) {
        countUnread();
        return longDue(now) ? list(now) : null;
    }

    @Override
    public String list(long now) {
        Everybody list = log.userList(viewer, now);
        position = list.version();
        counted = position;
        unread = 0;
        batch = 0;
        pause(now + (listEarly(now) ? nextList - now : 0), list.frame().length());
        return list.frame();
    }

    private void pause(long from, int length) {
        pausing = true;
        nextList = from + log.pause(length);
    }

    private long behind() {
        return Long.bitCount(batch) + ahead();
    }

    private boolean farBehind() {
        return ahead() > BATCH;
    }

    /** How many events after the position the connection is still to be told of. */
    private long ahead() {
        return viewer.all() ? log.version() - position : unread;
    }

    /** Events of others that this connection does not see do not put it behind, however many they are. */
    private void countUnread() {
        long version = log.version();
        if (!viewer.all() && counted != version) {
            unread = Math.min(unread + log.countSeen(viewer, counted, version), KeptEvents.KEPT);
            counted = version;
        }
    }

    /** A list older than what the connection knows would take it back. */
    private boolean listDue(long now) {
        return (!pausing || now - nextList >= 0 || listEarly(now)) && log.told(now) >= Math.max(position, joined);
    }

    /** No more is borrowed from the pauses to come than the longest one. */
    private boolean listEarly(long now) {
        return pausing && nextList - now > 0 && nextList - now <= ToldState.MAX_PAUSE && log.calm(now);
    }

    /** Takes all pending events as a batch and strikes out those that cancel out; false if they are too many. */
    private boolean startBatch() {
        if (farBehind()) {
            return false;
        }
        List<Event> events = log.eventsAfter(position, BATCH);
        if (events.isEmpty()) {
            // more of them than are kept, seen or not: only a list tells the truth
            unread = KeptEvents.KEPT;
            return false;
        }
        for (int i = 0; i < events.size(); i++) {
            if (!viewer.sees(events.get(i).viewer())) {
                continue;
            }
            if (events.get(i).version() <= counted) {
                unread--;
            }
            if (events.get(i).id().equals(self)) {
                continue;
            }
            long before = events.get(i).previous() - position - 1;
            if (before >= 0 && (batch & 1L << before) != 0
                    && events.get((int) before).user().equals(events.get(i).user())) {
                batch &= ~(1L << before);
            } else {
                batch |= 1L << i;
            }
        }
        batchStart = position;
        position += events.size();
        counted = Math.max(counted, position);
        return true;
    }
}
