package org.signaling.cluster;

import java.util.ArrayList;
import java.util.List;
import org.signaling.cluster.Packet.Refusal;

/**
 * What this server owes another one: word of the items that came from there and of what became of them, and questions. It leaves with the next
 * packet. For all threads.
 */
final class Receipts {

    /** After how many items, or bytes, word leaves at once: long before the other side's window is full. */
    private static final int ITEMS = Link.WINDOW_ITEMS / 8;
    private static final int BYTES = Link.WINDOW_BYTES / 8;

    private final Arrivals arrivals = new Arrivals();
    private long epoch;
    private long upTo;
    private int items;
    private int bytes;
    private boolean due;
    private List<Refusal> refusals = new ArrayList<>();
    private boolean wantsList;
    private boolean wantsRow;

    /**
     * Notes that items of the other side were handled.
     *
     * @param row the epoch of the items
     * @param last the number of the last one
     * @param count how many they are
     * @param size how many bytes they have
     * @param refused which could not be delivered, in their order; not null
     */
    synchronized void handled(long row, long last, int count, int size, List<Refusal> refused) {
        if (row != epoch) {
            epoch = row;
            refusals = new ArrayList<>();
        }
        upTo = last;
        refusals.addAll(refused);
        items += count;
        bytes += size;
        due |= items >= ITEMS || bytes >= BYTES || !refused.isEmpty();
    }

    /** {@return the messages that are to be settled; never null} */
    Arrivals arrivals() {
        return arrivals;
    }

    /** Has word leave of what was handled or settled, if anything was. */
    synchronized void flush() {
        due |= items > 0 || arrivals.hasWord();
    }

    /** Asks the other side for the list of its users. */
    synchronized void wantList() {
        wantsList = true;
    }

    /** Asks the other side to begin a new row of numbers. */
    synchronized void wantRow() {
        wantsRow = true;
    }

    /** {@return whether something is to leave now} */
    synchronized boolean due() {
        return due || wantsList || wantsRow;
    }

    /**
     * Puts all that is owed into a packet; then nothing is.
     *
     * @param row the epoch of the packet's items
     * @param first the number of the first of them
     * @param content the items, encoded; not null
     * @return the packet; never null
     */
    synchronized Packet packet(long row, long first, List<byte[]> content) {
        Arrivals.Word word = arrivals.take(epoch, upTo);
        refusals.addAll(word.failed());
        Packet packet = new Packet(row, first, content, epoch, upTo, refusals, word.ranges(), word.floor(), wantsList,
                wantsRow);
        refusals = new ArrayList<>();
        items = 0;
        bytes = 0;
        due = false;
        wantsList = false;
        wantsRow = false;
        return packet;
    }
}
