package org.signaling.soak;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Comes, asks who is there, and goes before it has heard much, again and again. */
final class Hasty extends Client {

    private String token;

    /** The same as {@link Client#Client}. */
    Hasty(Place place, String mark, int user, Journal journal, long seed) {
        super(place, mark, user, journal, seed);
    }

    @Override
    long pause() {
        return 20 + random.nextInt(150);
    }

    /** One for all its visits, long before it ends. */
    @Override
    String token() throws IOException, InterruptedException {
        if (token == null || random.nextInt(100) == 0) {
            token = super.token();
        }
        return token;
    }

    @Override
    boolean staysInQuiet() {
        return false;
    }

    @Override
    void stay(Visit here) throws IOException, InterruptedException {
        if (!here.awaitEnd(20 + random.nextInt(150), TimeUnit.MILLISECONDS)) {
            if (random.nextBoolean()) {
                here.leave("clean", here.socket()::sendClose);
            } else {
                here.leave("reset", here.socket()::reset);
            }
        }
    }
}
