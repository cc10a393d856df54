package org.signaling.soak;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Announces far more than the server takes in a frame, sends most of it, and never the end. */
final class Giant extends Client {

    private static final int ANNOUNCED = 4_000_000;
    private static final int SENT = 3_900_000;
    /** As long as the server may take to end such a connection. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    /** The same as {@link Client#Client}. */
    Giant(Place place, String mark, int user, Journal journal, long seed) {
        super(place, mark, user, journal, seed);
    }

    @Override
    boolean staysInQuiet() {
        return false;
    }

    @Override
    void stay(Visit here) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        try {
            here.socket().begin(ANNOUNCED, SENT);
        } catch (IOException e) {
            // ended before it was all there
        }
        while (mood() == Mood.GO && !here.awaitEnd(100, TimeUnit.MILLISECONDS)) {
            if (System.nanoTime() - begin > PATIENCE) {
                here.wrong("a-frame-of-4-MB-was-waited-for");
                return;
            }
        }
        if (!here.isOver()) {
            here.leave("reset", here.socket()::reset);
        }
    }
}
