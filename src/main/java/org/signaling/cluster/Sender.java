package org.signaling.cluster;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Sends what waits for another server, on a thread of its own, until the link is closed. A packet that the channel does
 * not take is lost, which the other side notices by its number; the next one is tried a moment later. Nothing else ends
 * the thread unseen.
 */
final class Sender implements Runnable {

    private static final Logger LOG = System.getLogger(ClusterBus.class.getName());
    /** How long to wait after a packet that the channel did not take, in milliseconds. */
    private static final long PAUSE = 100;

    private final Node node;
    private final Link link;
    private final Channel channel;
    private final Complaints complaints;
    private final Consumer<String> failed;

    /**
     * @param node which server; not null
     * @param link what waits for it; not null
     * @param channel carries the bytes; not null
     * @param complaints hears of what the channel does not take; not null
     * @param failed is told if nothing is sent any more though the server is there; not null
     */
    Sender(Node node, Link link, Channel channel, Complaints complaints, Consumer<String> failed) {
        this.node = node;
        this.link = link;
        this.channel = channel;
        this.complaints = complaints;
        this.failed = failed;
    }

    @Override
    public void run() {
        try {
            for (Packet packet = link.next(); packet != null; packet = link.next()) {
                send(packet);
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "no more is sent to server {0}", node);
        } catch (RuntimeException | Error e) {
            failed.accept("nothing is sent to server " + node + " any more: " + e);
            LOG.log(Level.ERROR, "nothing is sent to server " + node + " any more", e);
        }
    }

    private void send(Packet packet) throws InterruptedException {
        try {
            channel.send(node, packet.encode());
        } catch (IllegalStateException e) {
            if (!link.closed()) {
                complaints.about(node, "a packet could not be sent and is lost", e);
                TimeUnit.MILLISECONDS.sleep(PAUSE);
            }
        }
    }
}
