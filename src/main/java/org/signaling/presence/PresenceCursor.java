package org.signaling.presence;

/**
 * How far one connection has read the {@link PresenceLog}: a few numbers in place of a queue. For one thread at a time;
 * the connection's turn guards it.
 */
public sealed interface PresenceCursor permits EventCursor, BatchCursor, ListCursor {

    /**
     * {@return whether there may be something to say at a time}
     *
     * @param now the time, in nanoseconds
     */
    boolean pending(long now);

    /** {@return whether events wait that should be said before a list that was asked for} */
    boolean fewPending();

    /**
     * The next thing to say.
     *
     * @param now the time, in nanoseconds
     * @return a frame; null if there is nothing to say now
     */
    String next(long now);

    /**
     * Everybody who is online, for a client that asked.
     *
     * @param now the time, in nanoseconds
     * @return the {@code userList} frame; never null
     */
    String list(long now);

    /**
     * Notes what a client that takes batches knows already; then there is something to say. For all threads.
     *
     * @param version the number of the last batch that it knows; 0 if it knows none
     */
    default void resume(long version) {
        // only batches are numbered
    }
}
