package org.signaling.soak;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Sends numbers as long as a frame can be where the server's own messages have one, each when the last was answered. */
final class Digits extends Client {

    private static final String MESSAGE = "{\"type\":\"presence\",\"body\":{\"version\":" + "7".repeat(65_000) + "}}";
    private static final Set<String> ANSWERS = Set.of("bad-message", "too-fast");
    /** More than so many senseless messages in a row end a connection, by default. */
    private static final int MOST = 60;
    private static final long ANSWER_SECONDS = 30;

    private final Semaphore answers = new Semaphore(0);

    /** The same as {@link Client#Client}. */
    Digits(Place place, String mark, int user, Journal journal, long seed) {
        super(place, mark, user, journal, seed);
    }

    @Override
    boolean staysInQuiet() {
        return false;
    }

    @Override
    void stay(Visit here) throws IOException, InterruptedException {
        answers.drainPermits();
        for (int i = 0; i < MOST && mood() == Mood.GO && !here.isOver(); i++) {
            here.send(MESSAGE);
            while (!answers.tryAcquire(100, TimeUnit.MILLISECONDS) && !here.isOver()) {
                if (mood() != Mood.GO) {
                    break;
                }
            }
        }
        if (mood() == Mood.GO && !here.awaitEnd(ANSWER_SECONDS, TimeUnit.SECONDS)) {
            here.wrong("nonsense-without-end");
        }
        if (!here.isOver()) {
            here.leave("reset", here.socket()::reset);
        }
    }

    @Override
    boolean other(Visit here, String type, String code) {
        answers.release();
        return type.equals("error") && ANSWERS.contains(code);
    }
}
