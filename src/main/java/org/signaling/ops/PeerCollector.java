package org.signaling.ops;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.function.ToDoubleFunction;
import org.signaling.cluster.ClusterStatus.Peer;
import org.signaling.delivery.Subscribers;

/** Shows a number of each other server of the cluster to Prometheus, under its name. For all threads. */
final class PeerCollector implements Collector {

    private final String name;
    private final String help;
    private final Subscribers subscribers;
    private final ToDoubleFunction<Peer> value;

    /**
     * @param name the metric's; not null
     * @param help what it means; not null
     * @param subscribers knows the other servers; not null
     * @param value the number; not null
     */
    PeerCollector(String name, String help, Subscribers subscribers, ToDoubleFunction<Peer> value) {
        this.name = name;
        this.help = help;
        this.subscribers = subscribers;
        this.value = value;
    }

    @Override
    public MetricSnapshot collect() {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        subscribers.cluster().peers().forEach(peer -> gauge.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(Labels.of("peer", peer.name())).value(value.applyAsDouble(peer)).build()));
        return gauge.build();
    }
}
