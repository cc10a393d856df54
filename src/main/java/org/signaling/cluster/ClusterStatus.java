package org.signaling.cluster;

import java.time.Duration;
import java.util.List;

/**
 * How the cluster looks from one server.
 *
 * @param enabled whether there is a cluster at all
 * @param self this server's name; never null
 * @param view which servers are there, as JGroups numbers and writes it; never null
 * @param settled whether every other server has told who is connected there
 * @param users how many users are online on other servers
 * @param healed how often a list was asked for anew because it differed from what its server told later
 * @param returned how many messages came back because another server could not deliver them
 * @param peers the other servers; never null
 * @param failure what no longer works for good, so that this server should be started again; null while all works
 */
public record ClusterStatus(boolean enabled, String self, String view, boolean settled, int users, long healed,
        long returned, List<Peer> peers, String failure) {

    /** No cluster. */
    static final ClusterStatus ALONE = new ClusterStatus(false, "", "", true, 0, 0, 0, List.of(), null);

    /**
     * Another server.
     *
     * @param name its name; never null
     * @param users how many users are connected there
     * @param queued how many messages and events wait for it, or are not acknowledged yet
     * @param bytes their bytes
     * @param unsettled how many messages it took that have not left it yet
     * @param age how long the oldest of them has waited; never null
     */
    public record Peer(String name, int users, int queued, long bytes, int unsettled, Duration age) {
    }
}
