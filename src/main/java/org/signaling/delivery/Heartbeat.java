package org.signaling.delivery;

import org.signaling.settings.Settings;

/**
 * Whether the peer of one connection is alive: one that was silent for a while is pinged, and has some time to answer,
 * with a pong or with anything else (RFC 6455, section 5.5.2). {@link #heard} is for all threads, {@link #check} for the
 * pacer's.
 */
final class Heartbeat {

    /** What there is to do. */
    enum Verdict {
        /** Nothing. */
        ALIVE,
        /** Send a ping. */
        PING,
        /** Give the peer up. */
        DEAD
    }

    private final long pingInterval;
    private final long pongTimeout;
    private volatile long heard;
    private long pinged;
    private boolean pingUnanswered;

    /**
     * @param settings how often to ping and how long to wait for the answer; not null
     * @param now the time, in nanoseconds
     */
    Heartbeat(Settings settings, long now) {
        pingInterval = settings.pingInterval().toNanos();
        pongTimeout = settings.pongTimeout().toNanos();
        heard = now;
    }

    /**
     * Notes that something came from the peer.
     *
     * @param now the time, in nanoseconds
     */
    void heard(long now) {
        heard = now;
    }

    /**
     * {@return what there is to do; a ping counts as sent}
     *
     * @param now the time, in nanoseconds
     */
    Verdict check(long now) {
        if (pingUnanswered && heard - pinged < 0) {
            return now - pinged >= pongTimeout ? Verdict.DEAD : Verdict.ALIVE;
        }
        pingUnanswered = now - heard >= pingInterval;
        if (!pingUnanswered) {
            return Verdict.ALIVE;
        }
        pinged = now;
        return Verdict.PING;
    }

    /** {@return when there may be something to do again, if nothing comes from the peer; in nanoseconds} */
    long next() {
        return pingUnanswered ? pinged + pongTimeout : heard + pingInterval;
    }
}
