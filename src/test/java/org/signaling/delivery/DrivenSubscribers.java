package org.signaling.delivery;

import org.signaling.testing.TestSettings;

/** Subscribers on a clock that a test moves; they close connections on the thread that has them closed. */
public final class DrivenSubscribers {

    private static final long MILLI = 1_000_000L;

    private long now = 77;
    private final Pacer pacer = new Pacer(() -> now);
    private final Subscribers subscribers = new Subscribers(pacer);

    /** Nobody is online. */
    public DrivenSubscribers() {
        subscribers.use(TestSettings.with(), Runnable::run);
    }

    /** {@return the subscribers themselves} */
    public Subscribers subscribers() {
        return subscribers;
    }

    /** Lets time pass, with a round of the pacer each millisecond. */
    public void pass(long millis) {
        for (long end = now + millis * MILLI; now < end; now += MILLI) {
            pacer.beginRound(now);
        }
        pacer.beginRound(now);
    }

    /** Has the pacer come too late again and again, which is an overload. */
    public void overload() {
        for (int i = 0; i < 10; i++) {
            stop(3_000);
            pass(1);
        }
    }

    /** Lets time pass without a round, as if the scheduler had stopped. */
    public void stop(long millis) {
        now += millis * MILLI;
    }
}
