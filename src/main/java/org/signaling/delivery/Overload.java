package org.signaling.delivery;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.signaling.settings.LimitSettings;

/**
 * Whether the server has more to do than it can, and what it sheds then. It is overloaded when frames wait too long to be
 * read, or the pacer is too late, for some seconds; a single pause of the JVM is none of that. Then nobody new is let in,
 * and users may send less: the allowed rate is halved each second until frames wait no longer, and grows again slowly. It
 * is one for all, so those who send most are told first that they send too fast; it never falls so low that nobody could
 * set up a call.
 *
 * <p>{@link #tick}: the pacer's thread. All else: all threads.
 */
public final class Overload {

    private static final Logger LOG = System.getLogger(Overload.class.getName());

    /** How often it looks, in nanoseconds. */
    static final long TICK = TimeUnit.MILLISECONDS.toNanos(250);
    /** For how long frames must wait too long, in nanoseconds. */
    static final long BAD = TimeUnit.SECONDS.toNanos(3);
    /** From when on a delay is more than the machine's own unrest: what can wait waits longer then. */
    static final Duration NOTICEABLE = Duration.ofMillis(200);
    /** For how long they must not any more, in nanoseconds. */
    static final long GOOD = TimeUnit.SECONDS.toNanos(5);
    /** The lowest rate, in messages per second; with what is saved up a call can be set up. */
    static final double LEAST_RATE = 1;
    /** More than anybody sends for long: where the rate begins to fall. */
    private static final double FIRST_RATE = 50;
    private static final double GROWTH = 1.1;
    private static final long STEP = TimeUnit.SECONDS.toNanos(1);
    /** Of so many ticks the median counts, so that a single late one does not. */
    private static final int LATE_TICKS = 9;
    private static final double NANOS = 1e9;

    private final Sentinels sentinels = new Sentinels();
    private final long limit;
    private final double most;
    private final long[] lateTicks = new long[LATE_TICKS];
    private final AtomicLong begun = new AtomicLong();
    private volatile Consumer<Boolean> listener = overloaded -> {
    };
    private volatile boolean overloaded;
    private volatile double rate = Double.POSITIVE_INFINITY;
    private volatile long delay;

    private boolean started;
    private int ticks;
    private long lastTick;
    private long lastStep;
    private long since;
    /** Since when it has been otherwise than {@link #overloaded} says. */
    private long otherwiseSince;
    private boolean otherwise;

    /**
     * @param limits how long frames may wait, and how fast users may send; not null
     */
    Overload(LimitSettings limits) {
        limit = limits.delay().toNanos();
        most = Math.min(limits.messagesPerSecond(), FIRST_RATE);
    }

    /**
     * Sets who is told when it begins and when it is over.
     *
     * @param told gets whether the server is overloaded, on the pacer's thread; not null
     */
    public void tell(Consumer<Boolean> told) {
        listener = told;
    }

    /**
     * Notes that a frame of a connection has been read.
     *
     * @param connection whose; not null
     */
    public void heardFrom(Connection connection) {
        if (limit > 0) {
            sentinels.heardFrom(connection);
        }
    }

    /** {@return whether the server is overloaded: nobody new is let in} */
    public boolean now() {
        return overloaded;
    }

    /** {@return whether frames wait too long to be read, be it for a moment, so that the silence of clients says little} */
    boolean behind() {
        return overloaded || limit > 0 && delay > limit;
    }

    /** {@return how often it has begun} */
    public long begun() {
        return begun.get();
    }

    /** {@return how long frames have waited to be read lately, or the pacer was late; never null} */
    public Duration delay() {
        return Duration.ofNanos(delay);
    }

    /** {@return how many messages a user may send each second at the moment; infinite if nothing but the settings limits it} */
    public double rate() {
        return rate;
    }

    /**
     * Looks whether it is time to.
     *
     * @param now the time, in nanoseconds
     * @param late how late the pacer is with the first connection that waits for it, in nanoseconds; negative if none does
     */
    void tick(long now, long late) {
        if (limit <= 0 || started && now - lastTick < TICK) {
            return;
        }
        lateTicks[ticks++ % LATE_TICKS] = started ? Math.max(late, now - lastTick - TICK) : 0;
        lastTick = now;
        started = true;
        delay = Math.max(sentinels.delay(now), Arrays.stream(lateTicks).sorted().toArray()[LATE_TICKS / 2]);
        judge(now);
        if (now - lastStep >= STEP) {
            lastStep = now;
            steer();
        }
    }

    private void judge(long now) {
        boolean changes = overloaded ? delay < limit / 2 : delay > limit;
        if (changes && !otherwise) {
            otherwiseSince = now;
        }
        otherwise = changes;
        if (changes && now - otherwiseSince >= (overloaded ? GOOD : BAD)) {
            otherwise = false;
            turn(now);
        }
    }

    private void turn(long now) {
        overloaded = !overloaded;
        if (overloaded) {
            begun.incrementAndGet();
            rate = Math.min(rate, most);
            LOG.log(Level.WARNING, "overloaded: frames wait {0} ms to be read; nobody new is let in, and who sends most"
                    + " is told to send less", delay().toMillis());
        } else {
            LOG.log(Level.INFO, "overloaded no more, after {0} s; users may send {1} messages a second, and soon more",
                    Math.round((now - since) / NANOS), Math.round(rate));
        }
        since = now;
        listener.accept(overloaded);
    }

    /** Halves the rate while frames wait, and lets it grow when they do not. */
    private void steer() {
        if (rate == Double.POSITIVE_INFINITY) {
            return;
        }
        if (delay > limit / 2) {
            rate = Math.max(LEAST_RATE, rate / 2);
        } else if (delay < limit / 8) {
            double grown = rate * GROWTH;
            rate = grown < most || overloaded ? Math.min(grown, most) : Double.POSITIVE_INFINITY;
        }
    }
}
