package org.signaling.cluster;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.signaling.cluster.Packet.Refusal;
import org.signaling.message.Delivery;
import org.signaling.message.PendingMessage;

/**
 * The messages of another server that connections here took: which of them are still open, and which were settled since
 * the last word of it. A message is settled when it has left for a client, or will not.
 *
 * <p>For all threads; the lock is held for a moment. As many may be open as the other side has {@link Unsettled}.
 */
final class Arrivals {

    /** How many ranges of settled numbers one packet has at most. */
    static final int RANGES = 512;
    /**
     * How long at least, in nanoseconds, a network that ended with a connection may take to say that it did not get a
     * message out; then the message counts as delivered, as it would on one server.
     */
    static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private long epoch;
    private final Set<Long> open = new LinkedHashSet<>();
    private final NavigableSet<Long> settled = new TreeSet<>();
    private List<Refusal> failed = new ArrayList<>();
    private List<Arrival> abandoned = new ArrayList<>();
    private List<Arrival> abandonedBefore = new ArrayList<>();
    private long nextLook;

    /** Settled numbers, the first and the last of them. */
    record Range(long first, long last) {
    }

    /**
     * What the other side is told.
     *
     * @param ranges what left for a client; never null
     * @param failed what did not; never null
     * @param floor below this number, all was told
     */
    record Word(List<Range> ranges, List<Refusal> failed, long floor) {
    }

    /** One message. */
    private final class Arrival extends PendingMessage {

        private final long row;
        private final long number;

        Arrival(long row, long number) {
            this.row = row;
            this.number = number;
        }

        @Override
        public void arrived() {
            settle(this, Delivery.TAKEN);
        }

        @Override
        protected void undelivered(Delivery why) {
            settle(this, why);
        }

        @Override
        public void abandoned() {
            doubt(this);
        }
    }

    /**
     * Begins a new row of numbers. Nobody asks for what becomes of those before.
     *
     * @param row its epoch
     */
    synchronized void begin(long row) {
        epoch = row;
        open.clear();
        settled.clear();
        failed = new ArrayList<>();
        abandoned = new ArrayList<>();
        abandonedBefore = new ArrayList<>();
    }

    /**
     * {@return what is to be told of a message; never null}
     *
     * @param number its number, higher than any before
     */
    synchronized PendingMessage expect(long number) {
        open.add(number);
        return new Arrival(epoch, number);
    }

    /** Notes that no connection took a message: of this the other side hears otherwise. */
    synchronized void forget(long number) {
        open.remove(number);
    }

    private synchronized void settle(Arrival arrival, Delivery delivery) {
        if (arrival.row != epoch || !open.remove(arrival.number)) {
            return;
        }
        if (delivery == Delivery.TAKEN) {
            settled.add(arrival.number);
        } else {
            failed.add(new Refusal(arrival.number, delivery));
        }
    }

    private synchronized void doubt(Arrival arrival) {
        if (arrival.row == epoch && open.contains(arrival.number)) {
            abandoned.add(arrival);
        }
    }

    /**
     * Waits no longer for what was abandoned long ago.
     *
     * @param now the time, in nanoseconds
     */
    synchronized void expire(long now) {
        if (now - nextLook >= 0) {
            nextLook = now + PATIENCE;
            abandonedBefore.forEach(arrival -> settle(arrival, Delivery.TAKEN));
            abandonedBefore = abandoned;
            abandoned = new ArrayList<>();
        }
    }

    /** {@return whether there is anything to tell} */
    synchronized boolean hasWord() {
        return !settled.isEmpty() || !failed.isEmpty();
    }

    /**
     * Takes what there is to tell.
     *
     * @param row of which row
     * @param upTo the last number of which the other side knows that it was handled
     * @return never null
     */
    synchronized Word take(long row, long upTo) {
        if (row != epoch) {
            return new Word(List.of(), List.of(), 0);
        }
        List<Range> ranges = takeRanges(upTo);
        List<Refusal> told = failed.stream().filter(refusal -> refusal.number() <= upTo).toList();
        failed.removeAll(told);
        long floor = upTo + 1;
        floor = open.isEmpty() ? floor : Math.min(floor, open.iterator().next());
        floor = settled.isEmpty() ? floor : Math.min(floor, settled.first());
        for (Refusal later : failed) {
            floor = Math.min(floor, later.number());
        }
        return new Word(ranges, told, floor);
    }

    private List<Range> takeRanges(long upTo) {
        List<Range> ranges = new ArrayList<>();
        Iterator<Long> numbers = settled.headSet(upTo, true).iterator();
        while (numbers.hasNext()) {
            long number = numbers.next();
            Range last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
            if (last != null && last.last() == number - 1) {
                ranges.set(ranges.size() - 1, new Range(last.first(), number));
            } else if (ranges.size() == RANGES) {
                break;
            } else {
                ranges.add(new Range(number, number));
            }
            numbers.remove();
        }
        return ranges;
    }
}
