package org.signaling.presence;

/**
 * How far one connection has read the {@link PresenceLog}: a few numbers in place of a queue. But for {@link #ask} and
 * {@link #resume}, which are for all threads, for one thread at a time; the connection's turn guards it.
 */
public abstract sealed class PresenceCursor permits EventCursor, BatchCursor, ListCursor {

    /** What is read; never null. */
    final PresenceLog log;
    /** What the connection's user may see; never null. */
    final Viewer viewer;
    private volatile long asked;

    /**
     * @param log what to read; not null
     * @param viewer what the connection's user may see; not null
     */
    PresenceCursor(PresenceLog log, Viewer viewer) {
        this.log = log;
        this.viewer = viewer;
    }

    /**
     * {@return whether there is something to say at a time}
     *
     * @param now the time, in nanoseconds
     */
    public abstract boolean pending(long now);

    /** {@return whether there is something to say that is not due yet, so that no event will say when it is} */
    public boolean postponed() {
        return false;
    }

    /** {@return whether events wait that should be said before a list that was asked for} */
    public boolean fewPending() {
        return false;
    }

    /**
     * The next thing to say; in a crowd nothing that is long.
     *
     * @param now the time, in nanoseconds
     * @return a frame; null if there is nothing to say now
     */
    public abstract String next(long now);

    /**
     * {@return whether {@link #longNext} has something to say}
     *
     * @param now the time, in nanoseconds
     */
    public boolean longDue(long now) {
        return false;
    }

    /**
     * The next thing to say where it is so long that connections say it one after the other: a list, or a long batch.
     *
     * @param now the time, in nanoseconds
     * @return a frame; null if there is no such thing to say now
     */
    public String longNext(long now) {
        return null;
    }

    /** {@return whether there are so many users that lists and long batches wait for their turn} */
    public final boolean crowd() {
        return log.crowd();
    }

    /** Notes that the client asks for everybody: what it gets is no older than this. For all threads. */
    public void ask() {
        asked = log.version();
    }

    /**
     * {@return whether there is a list that is new enough for a client that asked; if not, there will be one soon}
     *
     * @param now the time, in nanoseconds
     */
    public boolean listReady(long now) {
        return log.told(now) >= asked;
    }

    /**
     * Everybody who is online, for a client that asked.
     *
     * @param now the time, in nanoseconds
     * @return the {@code userList} frame; never null
     */
    public String list(long now) {
        return log.userList(viewer, now).frame();
    }

    /**
     * Notes what a client that takes batches knows already; then there is something to say. For all threads.
     *
     * @param version the number of the last batch that it knows; 0 if it knows none
     */
    public void resume(long version) {
        // only batches are numbered
    }
}
