package org.signaling.ops;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import org.signaling.delivery.Histogram;

/** Shows a {@link Histogram} to Prometheus when it asks: Micrometer has no histogram that others count. */
final class HistogramCollector implements Collector {

    private final String name;
    private final String help;
    private final Histogram histogram;

    /**
     * @param name as Prometheus writes it, with its unit; not null
     * @param help what it is; not null
     * @param histogram what was counted; not null
     */
    HistogramCollector(String name, String help, Histogram histogram) {
        this.name = name;
        this.help = help;
        this.histogram = histogram;
    }

    @Override
    public MetricSnapshot collect() {
        return HistogramSnapshot.builder().name(name).help(help).dataPoint(HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(ClassicHistogramBuckets.of(histogram.bounds(), histogram.counts()))
                .sum(histogram.sum())
                .build()).build();
    }
}
