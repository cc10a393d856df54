package org.signaling.soak;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** One of the many: it talks, leaves in every way there is, and comes back. */
final class Member extends Client {

    /** The same as {@link Client#Client}. */
    Member(Place place, String mark, int user, Journal journal, long seed) {
        super(place, mark, user, journal, seed);
    }

    @Override
    void stay(Visit here) throws IOException, InterruptedException {
        while (mood() != Mood.STOP && !here.awaitEnd(300 + random.nextInt(1_400), TimeUnit.MILLISECONDS)) {
            if (mood() != Mood.GO || !here.knowsOthers()) {
                continue;
            }
            int chance = random.nextInt(1_000);
            if (chance < 20) {
                here.burst(someone());
            } else if (chance < 25) {
                here.beSlow();
            } else if (chance < 28) {
                here.leave("clean", here.socket()::sendClose);
            } else if (chance < 31) {
                here.burst(someone());
                here.leave("reset", here.socket()::reset);
            } else if (chance < 33) {
                here.mute();
            } else {
                here.talk(someone());
            }
        }
    }
}
