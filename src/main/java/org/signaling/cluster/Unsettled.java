package org.signaling.cluster;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.signaling.cluster.Packet.Refusal;
import org.signaling.message.Delivery;
import org.signaling.message.PendingMessage;

/**
 * The messages that another server has taken for connections of its own, until it says what became of them. Their texts
 * are there; here is only who is to be told. For one thread at a time.
 */
final class Unsettled {

    /** With so many of them, a further message for the server is busy. */
    static final int MAX = 65_536;

    private final Map<Long, PendingMessage> messages = new LinkedHashMap<>();

    /** {@return whether there is no room} */
    boolean full() {
        return messages.size() >= MAX;
    }

    /** {@return how many there are} */
    int size() {
        return messages.size();
    }

    /**
     * Adds a message.
     *
     * @param number its number, higher than any before
     * @param message who is told; not null
     */
    void add(long number, PendingMessage message) {
        messages.put(number, message);
    }

    /**
     * Takes what the other side says of its connections.
     *
     * @param packet its packet, whose acknowledgements are about the present row of numbers; not null
     * @return which messages failed, and why; never null
     */
    Map<PendingMessage, Delivery> settle(Packet packet) {
        Map<PendingMessage, Delivery> failures = new LinkedHashMap<>();
        for (Refusal refusal : packet.refusals()) {
            PendingMessage failed = messages.remove(refusal.number());
            if (failed != null) {
                failures.put(failed, refusal.why());
            }
        }
        for (Arrivals.Range range : packet.settled()) {
            for (long number = range.first(); number <= range.last(); number++) {
                messages.remove(number);
            }
        }
        Iterator<Map.Entry<Long, PendingMessage>> oldest = messages.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<Long, PendingMessage> next = oldest.next();
            if (next.getKey() >= packet.floor()) {
                break;
            }
            // word of it was lost on the way
            failures.put(next.getValue(), Delivery.OFFLINE);
            oldest.remove();
        }
        return failures;
    }

    /** {@return all of them; then there are none; never null} */
    List<PendingMessage> takeAll() {
        List<PendingMessage> all = new ArrayList<>(messages.values());
        messages.clear();
        return all;
    }
}
