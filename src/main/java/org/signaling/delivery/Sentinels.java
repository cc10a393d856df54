package org.signaling.delivery;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.signaling.message.UserId;

/**
 * How long frames wait before the server reads them, which no container tells. Some of those who have just sent
 * something are pinged: the answer (RFC 6455, section 5.5.3) waits behind all frames of that connection that are not read
 * yet. One late answer may be the client's fault; when most of them are late, it is the server that is late, or its
 * machine.
 *
 * <p>A user counts once, with whichever connection, so that no user's clients, by not answering, make the server look
 * late. Who sends nothing is not pinged. {@link #heardFrom} and {@link Probe}: all threads; {@link #delay}: one thread at
 * a time. The lock guards a few map operations.
 */
final class Sentinels {

    /** How long a ping counts, and for how long its user is not asked again, in nanoseconds. */
    static final long WINDOW = TimeUnit.SECONDS.toNanos(6);
    /** With fewer users nothing can be said. */
    static final int LEAST = 5;
    /** How many are pinged between two calls of {@link #delay} at most. */
    private static final int AT_ONCE = 3;
    /** An answer that is out for less says nothing yet, in nanoseconds. */
    private static final long UNDECIDED = TimeUnit.MILLISECONDS.toNanos(500);

    /** One ping. */
    static final class Probe {
        private final Connection connection;
        private volatile boolean left;
        private volatile long sent;
        private volatile boolean read;
        private volatile long answered;

        /** @param connection whom it asks; not null */
        Probe(Connection connection) {
            this.connection = connection;
        }

        /** {@return whether the ping is to leave now} It may have waited for the connection's turn. */
        boolean leaves(long now) {
            if (left) {
                return false;
            }
            sent = now;
            left = true;
            return true;
        }

        /** The answer has been read. */
        void answered(long now) {
            answered = now;
            read = true;
        }

        /** How long the answer took, or has been out until now; negative if that says nothing. */
        private long delay(long now) {
            if (read) {
                return answered - sent;
            }
            // a client that has left meanwhile answers nothing any more
            return connection.closeReason() == null && left && now - sent >= UNDECIDED ? now - sent : -1;
        }
    }

    /** A user who was asked, when, and with which ping: the one before if that is still not answered. */
    private record Asked(Probe probe, long at) {
    }

    private final Map<UserId, Asked> asked = new LinkedHashMap<>(); // guarded by this; the oldest first
    private final AtomicInteger wanted = new AtomicInteger();

    /**
     * A connection sent something; perhaps it is pinged.
     *
     * @param connection whose frame was read; not null
     */
    void heardFrom(Connection connection) {
        if (wanted.get() > 0 && wanted.getAndDecrement() > 0) {
            UserId user = connection.caller().user().id();
            if (isAsked(user)) {
                wanted.incrementAndGet();
            } else {
                Asked now = new Asked(connection.probe(), connection.now());
                synchronized (this) {
                    asked.putIfAbsent(user, now);
                }
            }
        }
    }

    private synchronized boolean isAsked(UserId user) {
        return asked.containsKey(user);
    }

    /**
     * {@return what a ping carries, and so its answer (RFC 6455, section 5.5.3)} Nothing, if it does not measure.
     *
     * @param probe notes that it leaves; null if nothing is measured
     * @param now the time, in nanoseconds
     */
    static ByteBuffer payload(Probe probe, long now) {
        return probe != null && probe.leaves(now) ? ByteBuffer.wrap(new byte[]{1}) : ByteBuffer.allocate(0);
    }

    /**
     * {@return how long frames wait at the moment, in nanoseconds: the median of what the pings of the last seconds say; 0
     * where too few users send anything}
     *
     * @param now the time, in nanoseconds
     */
    long delay(long now) {
        List<Probe> present = new ArrayList<>();
        synchronized (this) {
            asked.values().removeIf(each -> now - each.at() > WINDOW);
            asked.values().forEach(each -> present.add(each.probe()));
        }
        wanted.set(AT_ONCE);
        long[] delays = present.stream().mapToLong(probe -> probe.delay(now)).filter(delay -> delay >= 0).sorted()
                .toArray();
        return delays.length < LEAST ? 0 : delays[delays.length / 2];
    }
}
