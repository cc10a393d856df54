package org.signaling.cluster;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.signaling.message.Delivery;
import org.signaling.message.PendingMessage;

/**
 * The way to one other server: one queue for presence and messages, so that they arrive in the order in which they
 * happened. An item stays here until the other side has handled it, and only so many are under way at a time. Who sent a
 * message is remembered until it has left there for its target. What is still here, or remembered, when the server is
 * given up comes back to its sender.
 *
 * <p>Bounded by count and bytes. A message that finds no room is busy; an event that finds none is dropped, and the
 * whole list goes out in place of it once there is room.
 *
 * <p>For all threads; {@link #next} for the one thread that sends. The lock is held for queue operations only.
 */
final class Link {

    /** How many items, and bytes, may be under way: beyond what a busy network holds, and little enough to keep. */
    static final int WINDOW_ITEMS = 2_048;
    static final int WINDOW_BYTES = 1 << 20;
    /** How many items, and bytes, go into one packet. */
    private static final int PACKET_ITEMS = 128;
    private static final int PACKET_BYTES = 24_000;

    /** In place of a packet: the list is to be made first. */
    private static final Packet LIST = new Packet(0, 0, List.of(), 0, 0, List.of(), List.of(), 0, false, false);

    /** How many items may be here that must not be dropped: beyond what anybody has to say in a cut. */
    static final int MAX_INSISTED = 10_000;

    /** An item, the message that it carries if it is one, since when it is here, and whether it must not be dropped. */
    private record Waiting(byte[] bytes, PendingMessage relay, long since, boolean insisted) {
    }

    /** Makes the list of all users of this server, encoded; it may wait for a moment. */
    interface Lists {
        List<byte[]> encode();
    }

    private final int maxItems;
    private final int maxBytes;
    private final LongSupplier clock;
    private final Lists lists;
    private final Receipts receipts;

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final ArrayDeque<Waiting> sent = new ArrayDeque<>();
    private final Unsettled unsettled = new Unsettled();
    private long waitingBytes;
    private long sentBytes;
    private long epoch;
    /** The number of the first item in {@link #sent}. */
    private long firstSent = 1;
    /** How many of all that is here must not be dropped. */
    private int insisted;
    private boolean listDue = true;
    private boolean closed;

    /**
     * @param epoch higher than that of any link of this server to the same one before
     * @param maxItems how many items may be here
     * @param maxBytes how many bytes they may have
     * @param clock nanoseconds
     * @param lists makes the list that a link begins with; not null
     * @param receipts what is owed to the other side; not null
     */
    Link(long epoch, int maxItems, int maxBytes, LongSupplier clock, Lists lists, Receipts receipts) {
        this.epoch = epoch;
        this.maxItems = maxItems;
        this.maxBytes = maxBytes;
        this.clock = clock;
        this.lists = lists;
        this.receipts = receipts;
    }

    /**
     * Queues a message.
     *
     * @param item the message, encoded; not null
     * @param relay is told what becomes of it, unless this method says that it has no room; not null
     * @return taken; busy if there is no room; offline if the server was given up
     */
    synchronized Delivery offer(byte[] item, PendingMessage relay) {
        if (closed) {
            return Delivery.OFFLINE;
        }
        if (full(item) || unsettled.full()) {
            return Delivery.BUSY;
        }
        add(item, relay, false);
        return Delivery.TAKEN;
    }

    /**
     * Queues an event of presence, or sees to it that the whole list follows.
     *
     * @param item the event, encoded; not null
     */
    synchronized void tell(byte[] item) {
        if (listDue || closed) {
            return;
        }
        if (full(item)) {
            listDue = true;
        } else {
            add(item, null, false);
        }
    }

    /**
     * Queues what must not be dropped and is rare. It is said even if the row begins anew, perhaps twice.
     *
     * @param item the item, encoded; not null
     * @return whether there was room, or nobody is there to be told
     */
    synchronized boolean insist(byte[] item) {
        if (!closed && insisted < MAX_INSISTED) {
            insisted++;
            add(item, null, true);
            return true;
        }
        return closed;
    }

    /**
     * Queues what will be said again, if there is room.
     *
     * @param item the item, encoded; not null
     */
    synchronized void suggest(byte[] item) {
        if (!closed && !full(item)) {
            add(item, null, false);
        }
    }

    private boolean full(byte[] item) {
        int items = waiting.size() + sent.size();
        return items >= maxItems || items > 0 && waitingBytes + sentBytes + item.length > maxBytes;
    }

    private void add(byte[] item, PendingMessage relay, boolean insist) {
        waiting.add(new Waiting(item, relay, clock.getAsLong(), insist));
        waitingBytes += item.length;
        notifyAll();
    }

    /**
     * Waits for something to send.
     *
     * @return the next packet; null once the link is closed
     * @throws InterruptedException if the thread is to end
     */
    Packet next() throws InterruptedException {
        Packet packet;
        while ((packet = packetOrList()) == LIST) {
            // events that happen from here on wait behind the list; those in it are known by their number
            putFirst(lists.encode());
        }
        return packet;
    }

    private synchronized Packet packetOrList() throws InterruptedException {
        while (!closed && !hasWork()) {
            wait();
        }
        if (closed) {
            return null;
        }
        if (listDue && windowOpen()) {
            listDue = false;
            return LIST;
        }
        return packet();
    }

    private synchronized void putFirst(List<byte[]> list) {
        for (int i = list.size() - 1; i >= 0 && !closed; i--) {
            waiting.addFirst(new Waiting(list.get(i), null, clock.getAsLong(), false));
            waitingBytes += list.get(i).length;
        }
    }

    private boolean windowOpen() {
        return sent.size() < WINDOW_ITEMS && sentBytes < WINDOW_BYTES;
    }

    private boolean hasWork() {
        return receipts.due() || (listDue || !waiting.isEmpty()) && windowOpen();
    }

    private Packet packet() {
        long first = firstSent + sent.size();
        List<byte[]> items = new ArrayList<>();
        int bytes = 0;
        while (!waiting.isEmpty() && windowOpen() && items.size() < PACKET_ITEMS && bytes < PACKET_BYTES) {
            Waiting next = waiting.poll();
            waitingBytes -= next.bytes().length;
            sentBytes += next.bytes().length;
            bytes += next.bytes().length;
            sent.add(next);
            items.add(next.bytes());
        }
        return receipts.packet(epoch, first, items);
    }

    /**
     * Takes what the other side says of the items that it received.
     *
     * @param packet its packet; not null
     * @return how many messages it could not deliver
     */
    int acknowledged(Packet packet) {
        Map<PendingMessage, Delivery> failures = takeFailed(packet);
        failures.forEach(PendingMessage::failed);
        return failures.size();
    }

    private synchronized Map<PendingMessage, Delivery> takeFailed(Packet packet) {
        if (packet.ackEpoch() != epoch) {
            return Map.of();
        }
        for (; !sent.isEmpty() && firstSent <= packet.ack(); firstSent++) {
            Waiting handled = sent.poll();
            sentBytes -= handled.bytes().length;
            insisted -= handled.insisted() ? 1 : 0;
            if (handled.relay() != null) {
                unsettled.add(firstSent, handled.relay());
            }
        }
        notifyAll();
        return unsettled.settle(packet);
    }

    /** Has the thread that sends look at what is owed to the other side. */
    synchronized void wake() {
        notifyAll();
    }

    /** Sends the list of all users as soon as there is room. */
    synchronized void sendList() {
        listDue = true;
        notifyAll();
    }

    /**
     * Begins anew, with a list and what must not be dropped. Messages that were not settled come back to their senders.
     *
     * @param newEpoch higher than the one before
     * @return how many messages came back
     */
    int restart(long newEpoch) {
        List<PendingMessage> lost;
        synchronized (this) {
            List<Waiting> kept = Stream.concat(sent.stream(), waiting.stream()).filter(Waiting::insisted).toList();
            lost = takeAll();
            kept.forEach(each -> add(each.bytes(), null, true));
            epoch = newEpoch;
            firstSent = 1;
            listDue = true;
            notifyAll();
        }
        lost.forEach(relay -> relay.failed(Delivery.OFFLINE));
        return lost.size();
    }

    /**
     * Gives the other side up. Messages that were not settled come back to their senders.
     *
     * @return how many messages came back
     */
    int close() {
        List<PendingMessage> lost;
        synchronized (this) {
            closed = true;
            lost = takeAll();
            notifyAll();
        }
        lost.forEach(relay -> relay.failed(Delivery.OFFLINE));
        return lost.size();
    }

    private List<PendingMessage> takeAll() {
        List<PendingMessage> relays = unsettled.takeAll();
        for (ArrayDeque<Waiting> queue : List.of(sent, waiting)) {
            queue.stream().map(Waiting::relay).filter(relay -> relay != null).forEach(relays::add);
            queue.clear();
        }
        waitingBytes = 0;
        sentBytes = 0;
        return relays;
    }

    /** {@return whether the other side was given up} */
    synchronized boolean closed() {
        return closed;
    }

    /** {@return how many items wait or are not acknowledged} */
    synchronized int size() {
        return waiting.size() + sent.size();
    }

    /** {@return how many messages the other side handled without saying what became of them} */
    synchronized int unsettled() {
        return unsettled.size();
    }

    /** {@return how many items did not leave yet, among them a list that is to be sent} */
    synchronized int unsent() {
        return closed ? 0 : waiting.size() + (listDue ? 1 : 0);
    }

    /** {@return their bytes} */
    synchronized long bytes() {
        return waitingBytes + sentBytes;
    }

    /** {@return how long the oldest of them is here; never null} */
    synchronized Duration age() {
        Waiting oldest = sent.isEmpty() ? waiting.peek() : sent.peek();
        return oldest == null ? Duration.ZERO : Duration.ofNanos(clock.getAsLong() - oldest.since());
    }
}
