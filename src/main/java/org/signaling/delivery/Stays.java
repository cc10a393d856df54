package org.signaling.delivery;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import org.signaling.cluster.Bus;
import org.signaling.message.Rights;
import org.signaling.message.UserId;
import org.signaling.settings.Buckets;
import org.signaling.settings.Rate;

/**
 * How often the others are told that a user came and went. Usually that is each time, at once. The going of a user that
 * has come and gone too often is told late, when its bucket has a token again; if the user is back by then, nobody hears
 * of either. So what one user costs everybody else is bounded, whatever it does, and who is told of a coming is told of
 * its going.
 *
 * <p>{@link #came} and {@link #left}: all threads, in turns for each user. {@link #tellLate}: one thread at a time.
 */
final class Stays {

    /** How many users are known that have come and gone lately. */
    private static final int MOST = 50_000;

    /**
     * A user that is gone while the others have not been told.
     *
     * @param rights those that count
     * @param until when they are told, in nanoseconds
     */
    private record Late(Rights rights, long until) {
    }

    private final ConcurrentHashMap<UserId, Late> late = new ConcurrentHashMap<>();
    /** In the order in which they are due, because all wait equally long; some are back already. */
    private final Queue<Late> due = new ConcurrentLinkedQueue<>();
    private final Bus bus;
    private final LongSupplier clock;
    private final Rate rate;
    private final Buckets<UserId> goings;

    /**
     * @param bus is told of stays; not null
     * @param perMinute how many stays of one user are told each minute, and at once; at least 1
     * @param clock nanoseconds; never goes back
     */
    Stays(Bus bus, int perMinute, LongSupplier clock) {
        this.bus = bus;
        this.clock = clock;
        this.rate = Rate.of(perMinute, Duration.ofMinutes(1), perMinute);
        this.goings = new Buckets<>(rate, MOST, clock);
    }

    /** See {@link Bus#came}; the same stay goes on if its end has not been told. */
    Rights came(Rights rights) {
        Late before = late.remove(rights.user().id());
        if (before == null) {
            return bus.came(rights);
        }
        // back in time, but perhaps as somebody whom others see otherwise
        return rights.newerThan(before.rights()) ? bus.renewed(before.rights(), rights) : before.rights();
    }

    /** See {@link Bus#left}; told now or late. */
    void left(Rights rights, boolean comesBack) {
        UserId user = rights.user().id();
        if (comesBack || goings.tryTake(user)) {
            bus.left(rights, comesBack);
        } else {
            Late gone = new Late(rights, clock.getAsLong() + rate.nanosForOne());
            late.put(user, gone);
            due.add(gone);
        }
    }

    /**
     * Tells of those who are gone and whose time has come.
     *
     * @param now the time, in nanoseconds
     */
    void tellLate(long now) {
        for (Late next = due.peek(); next != null && next.until() - now <= 0; next = due.peek()) {
            due.poll();
            Late gone = next;
            late.computeIfPresent(gone.rights().user().id(), (id, latest) -> {
                if (latest != gone) {
                    return latest;
                }
                goings.take(id);
                bus.left(gone.rights(), false);
                return null;
            });
        }
    }
}
