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
    private long nextPing;
    private long pinged;
    private boolean pingUnanswered;
    private volatile boolean heard;

    /**
     * @param settings how often to ping and how long to wait for the answer; not null
     * @param now the time, in nanoseconds
     */
    Heartbeat(Settings settings, long now) {
        pingInterval = settings.pingInterval().toNanos();
        pongTimeout = settings.pongTimeout().toNanos();
        nextPing = now + pingInterval;
    }

    /** Notes that something came from the peer. */
    void heard() {
        if (!heard) {
            heard = true;
        }
    }

    /**
     * {@return what there is to do; a ping counts as sent}
     *
     * @param now the time, in nanoseconds
     */
    Verdict check(long now) {
        if (heard) {
            heard = false;
            pingUnanswered = false;
            nextPing = now + pingInterval;
            return Verdict.ALIVE;
        }
        if (pingUnanswered) {
            return now - pinged >= pongTimeout ? Verdict.DEAD : Verdict.ALIVE;
        }
        if (now - nextPing < 0) {
            return Verdict.ALIVE;
        }
        pinged = now;
        pingUnanswered = true;
        return Verdict.PING;
    }
}
