package org.signaling.ops;

import org.signaling.cluster.ClusterStatus.Peer;

/**
 * How another server of the cluster was at one moment, as JMX shows it.
 *
 * @param name its name; never null
 * @param users how many users are connected there
 * @param queued how many messages and events wait for it, or are not acknowledged yet
 * @param queuedBytes their bytes
 * @param unsettled how many messages it took that have not left it yet
 * @param oldestMillis how long the oldest of them has waited
 */
public record PeerStatus(String name, int users, int queued, long queuedBytes, int unsettled, long oldestMillis) {

    /** From what the cluster says. */
    static PeerStatus of(Peer peer) {
        return new PeerStatus(peer.name(), peer.users(), peer.queued(), peer.bytes(), peer.unsettled(),
                peer.age().toMillis());
    }
}
