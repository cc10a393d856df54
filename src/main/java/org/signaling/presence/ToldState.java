package org.signaling.presence;

/**
 * The state of the log that lists and batches tell of: the newest one, for a while. For all threads.
 */
final class ToldState {

    /** How long lists and batches tell of a state at the least, in nanoseconds. */
    static final long STEP = 100_000_000L;
    /** The same for each user who is online, where that is more. */
    static final long STEP_A_USER = 50_000L;

    /** After how long without an event it is calm, in nanoseconds. */
    static final long CALM = 1_000_000_000L;

    /** A state, and since when it is told of, in nanoseconds. */
    private record Told(long version, long since) {
    }

    private volatile long step = STEP;
    private volatile Told told;

    /**
     * Sets how long states are told of.
     *
     * @param users how many users are online
     */
    void crowd(int users) {
        step = Math.max(STEP, users * STEP_A_USER);
    }

    /**
     * {@return the number of the last event that is told of}
     *
     * @param version the number of the last event there is
     * @param now the time, in nanoseconds
     */
    long at(long version, long now) {
        Told last = told;
        return last == null || version > last.version() && now - last.since() >= step
                ? next(last, version, now)
                : last.version();
    }

    /**
     * {@return whether the newest state has been told of for a while, so that it will most likely be the last one}
     *
     * @param version the number of the last event there is
     * @param now the time, in nanoseconds
     */
    boolean calm(long version, long now) {
        Told last = told;
        return last != null && version == last.version() && now - last.since() >= CALM;
    }

    private synchronized long next(Told last, long version, long now) {
        if (told == last) {
            told = new Told(version, now);
        }
        return told.version();
    }
}
