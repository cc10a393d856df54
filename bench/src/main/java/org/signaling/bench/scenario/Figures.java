package org.signaling.bench.scenario;

import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What one run of a scenario found, in the order in which it is shown. */
public final class Figures {

    private final Map<String, Double> values = new LinkedHashMap<>();
    private Histogram latency;

    /** Notes one figure. */
    public Figures put(String name, double value) {
        values.put(name, value);
        return this;
    }

    /** Notes percentiles of times in nanoseconds, in milliseconds, and keeps them for the plot. */
    public Figures latency(Histogram histogram) {
        latency = histogram;
        for (double percentile : new double[]{50, 90, 99, 99.9}) {
            String name = percentile == 99.9 ? "p99.9 ms" : "p" + (int) percentile + " ms";
            put(name, histogram.getValueAtPercentile(percentile) / 1e6);
        }
        return put("max ms", histogram.getMaxValue() / 1e6);
    }

    /** {@return the name of the figure that the bars show: the first one about cost, else the first one} */
    public String headline() {
        return values.keySet().stream().filter(name -> name.startsWith("CPU µs") || name.startsWith("heap kB"))
                .findFirst().orElse(values.keySet().iterator().next());
    }

    /** {@return the figures} */
    public Map<String, Double> values() {
        return values;
    }

    /** {@return the times in nanoseconds; null where there are none} */
    public Histogram latency() {
        return latency;
    }
}
