package org.signaling.delivery;

import java.util.concurrent.atomic.AtomicLong;
import org.signaling.settings.Settings;

/**
 * Whether the peer of one connection is alive: one that was silent for a while is pinged, and has some time to answer,
 * with a pong or with anything else (RFC 6455, section 5.5.2).
 *
 * <p>An answer may have come and wait to be read, because this server is late. So time in which it does not keep up does
 * not count ({@link Pacer#kept}), and a peer is given up only when another one that was pinged after its time was over
 * has been heard; unless hardly any were pinged, or nobody answers for three times as long.
 *
 * <p>{@link #heard} is for all threads, {@link #sent} for the owner of the connection's turn, the rest for the pacer's
 * thread.
 */
final class Heartbeat {

    /** With fewer other pings than these since its own, no other answer is waited for. */
    private static final int FEW = 8;
    /** How many times the timeout a peer has at most, whatever others do. */
    private static final int MOST_TIMES = 3;

    /** What there is to do. */
    enum Verdict {
        /** Nothing. */
        ALIVE,
        /** Send a ping. */
        PING,
        /** Give the peer up. */
        DEAD
    }

    /** Which pings of this server were answered, as far as it has read. For all threads. */
    static final class Answers {

        private final AtomicLong pings = new AtomicLong();
        private volatile long newest;

        /**
         * @param kept the time that the server has kept up, in nanoseconds
         */
        Answers(long kept) {
            newest = kept;
        }

        private void answered(long pinged) {
            // two at the same time may leave the older one: then the next answer says it
            if (pinged - newest > 0) {
                newest = pinged;
            }
        }
    }

    private final long pingInterval;
    private final long pongTimeout;
    private final Answers answers;
    private volatile long heard;
    private volatile long pinged;
    private volatile boolean unanswered;
    private volatile long number;

    /**
     * @param settings how often to ping and how long to wait for the answer; not null
     * @param answers what is known of all connections together; not null
     * @param now the time, in nanoseconds
     */
    Heartbeat(Settings settings, Answers answers, long now) {
        this.pingInterval = settings.pingInterval().toNanos();
        this.pongTimeout = settings.pongTimeout().toNanos();
        this.answers = answers;
        this.heard = now;
    }

    /**
     * Notes that something came from the peer.
     *
     * @param now the time, in nanoseconds
     */
    void heard(long now) {
        heard = now;
        if (unanswered) {
            unanswered = false;
            answers.answered(pinged);
        }
    }

    /**
     * Notes that a ping goes to the container: its time begins.
     *
     * @param kept the time that the server has kept up, in nanoseconds
     */
    void sent(long kept) {
        pinged = kept;
        number = answers.pings.incrementAndGet();
        unanswered = true;
    }

    /** {@return whether nothing came since the last ping} */
    boolean unanswered() {
        return unanswered;
    }

    /**
     * {@return what there is to do}
     *
     * @param now the time, in nanoseconds
     * @param kept the time that the server has kept up, in nanoseconds
     */
    Verdict check(long now, long kept) {
        if (!unanswered) {
            return now - heard < pingInterval ? Verdict.ALIVE : Verdict.PING;
        }
        long late = kept - pinged - pongTimeout;
        if (late < 0) {
            return Verdict.ALIVE;
        }
        boolean othersHeard = answers.newest - pinged >= pongTimeout || answers.pings.get() - number < FEW;
        return othersHeard || late >= (MOST_TIMES - 1) * pongTimeout ? Verdict.DEAD : Verdict.ALIVE;
    }

    /**
     * {@return how long there is nothing to do, if nothing comes from the peer, in nanoseconds; not positive if there may be
     * something now}
     *
     * @param now the time, in nanoseconds
     * @param kept the time that the server has kept up, in nanoseconds
     */
    long quiet(long now, long kept) {
        return unanswered ? pinged + pongTimeout - kept : heard + pingInterval - now;
    }
}
