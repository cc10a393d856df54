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

    /** The least and the most time between two lists that a connection did not ask for, in nanoseconds. */
    static final long MIN_PAUSE = 2_000_000_000L;
    static final long MAX_PAUSE = 20_000_000_000L;
    /** How much of that time each character costs: such lists take 80 kB a second of each connection at most... */
    private static final long PAUSE_A_CHARACTER = 1_000_000_000L / 81_920;
    /** ...and 64 MB of all together. */
    private static final double CHARACTERS_A_SECOND = 1 << 26;

    /** A state, and since when it is told of, in nanoseconds. */
    private record Told(long version, long since) {
    }

    private volatile long step = STEP;
    private volatile int users;
    private volatile Told told;

    /**
     * Sets how long states are told of.
     *
     * @param online how many users are online
     */
    void crowd(int online) {
        users = online;
        step = Math.max(STEP, online * STEP_A_USER);
    }

    /** {@return how many users are online} */
    int users() {
        return users;
    }

    /**
     * {@return how long a connection waits for the next list that it did not ask for, in nanoseconds} It grows with the
     * crowd, whose connections all wait for one.
     *
     * @param length the characters of a list
     */
    long pause(int length) {
        long own = length * PAUSE_A_CHARACTER;
        long all = (long) (length * (double) users / CHARACTERS_A_SECOND * 1e9);
        return Math.min(Math.max(Math.max(own, all), MIN_PAUSE), MAX_PAUSE);
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
