package org.signaling.cluster;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.signaling.cluster.Packet.UnknownFormat;

/**
 * What the log hears of servers that do not understand each other: of another format once for each server, of anything
 * else once a minute for each server, with how often it happened. Without that, servers of two versions would fill the log
 * with a line for each packet. For all threads.
 */
final class Complaints {

    private static final Logger LOG = System.getLogger(ClusterBus.class.getName());
    private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

    /** Of one server. */
    private static final class Kept {
        private final Set<Integer> formats = new HashSet<>();
        private boolean said;
        private long next;
        private int unsaid;
    }

    private final LongSupplier clock;
    /** Of the servers that are there; guarded by this. */
    private final Map<Node, Kept> kept = new HashMap<>();

    /**
     * @param clock nanoseconds
     */
    Complaints(LongSupplier clock) {
        this.clock = clock;
    }

    /** A server sent a packet of a format that this one does not speak. */
    synchronized void about(Node node, UnknownFormat unknown) {
        if (of(node).formats.add(unknown.format())) {
            LOG.log(Level.WARNING, "from server {0}: {1}", node, unknown.getMessage());
        }
    }

    /** Something else is wrong with a server, or with what it sends. */
    synchronized void about(Node node, String what, Throwable cause) {
        Kept of = of(node);
        long now = clock.getAsLong();
        if (of.said && now - of.next < 0) {
            of.unsaid++;
            return;
        }
        LOG.log(Level.WARNING, "server " + node + ": " + what + ", " + of.unsaid + " more since the last such line",
                cause);
        of.said = true;
        of.next = now + PAUSE;
        of.unsaid = 0;
    }

    private Kept of(Node node) {
        return kept.computeIfAbsent(node, each -> new Kept());
    }

    /** A server is gone. */
    synchronized void forget(Node node) {
        kept.remove(node);
    }
}
