package org.signaling.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Packets of servers that are not known yet: who joins may hear from the others before it hears that they are there.
 * What finds no room is dropped, and the server asked to begin anew. For one thread.
 */
final class EarlyPackets {

    private static final int SERVERS = 64;
    private static final int PACKETS = 256;

    private final Map<Node, List<byte[]>> packets = new LinkedHashMap<>();

    /** Keeps a packet of a server. */
    void keep(Node from, byte[] packet) {
        if (packets.size() < SERVERS || packets.containsKey(from)) {
            List<byte[]> kept = packets.computeIfAbsent(from, node -> new ArrayList<>());
            if (kept.size() < PACKETS) {
                kept.add(packet);
            }
        }
    }

    /** {@return what a server sent, in its order; never null} */
    List<byte[]> take(Node from) {
        List<byte[]> kept = packets.remove(from);
        return kept == null ? List.of() : kept;
    }

    /** Forgets what a server sent. */
    void forget(Node from) {
        packets.remove(from);
    }
}
