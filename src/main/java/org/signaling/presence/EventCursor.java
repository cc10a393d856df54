package org.signaling.presence;

import java.util.List;
import org.signaling.presence.PresenceLog.Event;
import org.signaling.presence.PresenceLog.Everybody;

/**
 * For clients that know {@code userOnline}, {@code userOffline} and {@code userList}: one event a frame.
 *
 * <p>Events are taken in batches of at most {@value #BATCH}. Within a batch a coming and a going of the
 * same user cancel out and neither is said. A connection too far behind for a batch is owed the whole list instead, but
 * lists that nobody asked for come seconds apart: while everybody joins at once, they would cost more than they tell.
 */
final class EventCursor implements PresenceCursor {

    /** How many events a connection can be told of one by one; further behind it gets the list. */
    static final int BATCH = Long.SIZE;
    /** The least time between two lists that nobody asked for, in nanoseconds. */
    static final long LIST_PAUSE_NANOS = 5_000_000_000L;
    /** With no more than this many events pending, they are said before a list that was asked for. */
    private static final int FEW = 8;

    private final PresenceLog log;
    /** The last event that this connection has been told of, or need not be told of. */
    private long position;
    /** The events of the current batch that are still to be said: bit i is event {@code batchStart + 1 + i}. */
    private long batch;
    private long batchStart;
    private boolean listSent;
    private long listSentAt;

    /**
     * @param log what to read; not null
     * @param position the number of the last event that the connection need not be told of
     */
    EventCursor(PresenceLog log, long position) {
        this.log = log;
        this.position = position;
    }

    @Override
    public boolean pending(long now) {
        return batch != 0 || position != log.version() && (!farBehind() || listDue(now));
    }

    @Override
    public boolean fewPending() {
        long few = Long.bitCount(batch) + log.version() - position;
        return few > 0 && few <= FEW;
    }

    @Override
    public String next(long now) {
        while (batch != 0 || position != log.version()) {
            if (batch == 0 && !startBatch()) {
                return listDue(now) ? list(now) : null;
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
                continue;
            }
            batch &= batch - 1;
            log.countChange();
            return event.frame();
        }
        return null;
    }

    @Override
    public String list(long now) {
        Everybody list = log.userList();
        position = list.version();
        batch = 0;
        listSent = true;
        listSentAt = now;
        return list.frame();
    }

    private boolean farBehind() {
        return log.version() - position > BATCH;
    }

    private boolean listDue(long now) {
        return !listSent || now - listSentAt >= LIST_PAUSE_NANOS;
    }

    /** Takes all pending events as a batch and strikes out those that cancel out; false if they are too many. */
    private boolean startBatch() {
        if (farBehind()) {
            return false;
        }
        List<Event> events = log.eventsAfter(position, BATCH);
        if (events.isEmpty()) {
            return false;
        }
        for (int i = 0; i < events.size(); i++) {
            long before = events.get(i).previous() - position - 1;
            if (before >= 0 && (batch & 1L << before) != 0) {
                batch &= ~(1L << before);
            } else {
                batch |= 1L << i;
            }
        }
        batchStart = position;
        position += events.size();
        return true;
    }
}
