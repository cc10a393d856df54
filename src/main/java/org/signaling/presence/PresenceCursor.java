package org.signaling.presence;

import org.signaling.presence.PresenceLog.Event;
import org.signaling.presence.PresenceLog.UserList;

/**
 * How far one connection has read the {@link PresenceLog}: a few numbers in place of a queue.
 *
 * <p>Events are taken in batches of at most {@value PresenceLog#WINDOW}. Within a batch a coming and a going of the
 * same user cancel out and neither is said. A connection too far behind for a batch is owed the whole list instead, but
 * not more often than each {@link #LIST_PAUSE_NANOS}: while everybody joins at once, lists would cost more than they
 * tell.
 *
 * <p>For one thread at a time; the connection's turn guards it.
 */
public final class PresenceCursor {

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
    public PresenceCursor(PresenceLog log, long position) {
        this.log = log;
        this.position = position;
    }

    /**
     * {@return whether there may be something to say at a time}
     *
     * @param now the time, in nanoseconds
     */
    public boolean pending(long now) {
        return batch != 0 || position != log.version() && (!farBehind() || listDue(now));
    }

    /** {@return whether events wait that should be said before a list that was asked for} */
    public boolean fewPending() {
        long few = Long.bitCount(batch) + log.version() - position;
        return few > 0 && few <= FEW;
    }

    /**
     * The next thing to say.
     *
     * @param now the time, in nanoseconds
     * @return a frame; null if there is nothing to say now
     */
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
            return event.frame();
        }
        return null;
    }

    /**
     * The whole list, which leaves nothing else to say.
     *
     * @param now the time, in nanoseconds
     * @return the {@code userList} frame; never null
     */
    public String list(long now) {
        UserList list = log.userList();
        position = list.version();
        batch = 0;
        listSent = true;
        listSentAt = now;
        return list.frame();
    }

    private boolean farBehind() {
        return log.version() - position > PresenceLog.WINDOW;
    }

    private boolean listDue(long now) {
        return !listSent || now - listSentAt >= LIST_PAUSE_NANOS;
    }

    /** Takes all pending events as a batch and strikes out those that cancel out; false if it is too late for that. */
    private boolean startBatch() {
        Event[] events = new Event[PresenceLog.WINDOW];
        int count = log.eventsAfter(position, events);
        if (count < 0) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            long before = events[i].previous() - position - 1;
            if (before >= 0 && (batch & 1L << before) != 0) {
                batch &= ~(1L << before);
            } else {
                batch |= 1L << i;
            }
        }
        batchStart = position;
        position += count;
        return true;
    }
}
