package org.signaling.bench.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.signaling.bench.scenario.Figures;

/** The results of one scenario: a table of the medians of all runs, and plots. */
public final class Report {

    private final String name;
    private final String conditions;
    private final Path folder;
    private final Map<String, List<Figures>> runs = new LinkedHashMap<>();

    /**
     * @param name the scenario's
     * @param conditions what was run, in a line
     * @param folder where the files go
     */
    public Report(String name, String conditions, Path folder) {
        this.name = name;
        this.conditions = conditions;
        this.folder = folder;
    }

    /**
     * Adds a run.
     *
     * @param row what was measured, the row that its figures belong to
     */
    public void add(String row, Figures figures) {
        runs.computeIfAbsent(row, key -> new ArrayList<>()).add(figures);
    }

    /** Writes {@code NAME.md} and {@code NAME*.svg}; returns the table. */
    public String write() {
        String table = table();
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(name + ".md"), table);
            for (Map.Entry<String, String> plot : plots().entrySet()) {
                Files.writeString(folder.resolve(plot.getKey()), plot.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return table;
    }

    /**
     * Puts the table and the plots into a page, between {@code <!-- NAME -->} and {@code <!-- /NAME -->}.
     *
     * @param page has the two marks; the plots go to {@code images/} beside it
     */
    public void publish(Path page) {
        try {
            String text = Files.readString(page);
            String begin = "<!-- " + name + " -->";
            int from = text.indexOf(begin) + begin.length();
            int to = text.indexOf("<!-- /" + name + " -->");
            if (from < begin.length() || to < from) {
                throw new IllegalStateException(page + " has no place for " + name);
            }
            String table = table();
            StringBuilder pictures = new StringBuilder();
            for (Map.Entry<String, String> plot : plots().entrySet()) {
                String picture = "images/performance-" + plot.getKey();
                Files.writeString(page.resolveSibling(picture), plot.getValue());
                pictures.append("\n![").append(plot.getKey().replaceAll("\\.svg$", "")).append("](").append(picture)
                        .append(")\n");
            }
            Files.writeString(page, text.substring(0, from) + table.substring(table.indexOf('\n')) + pictures + "\n"
                    + text.substring(to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String table() {
        Set<String> columns = new LinkedHashSet<>();
        runs.values().forEach(list -> list.forEach(figures -> columns.addAll(figures.values().keySet())));
        StringBuilder text = new StringBuilder("## " + name + "\n\n" + conditions + "\n\n| |");
        columns.forEach(column -> text.append(' ').append(column).append(" |"));
        text.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
        runs.forEach((row, list) -> {
            text.append("| ").append(row).append(" |");
            columns.forEach(column -> text.append(' ').append(format(median(list, column))).append(" |"));
            text.append('\n');
        });
        return text.toString();
    }

    private Map<String, String> plots() {
        Map<String, String> plots = new LinkedHashMap<>();
        Map<String, Histogram> latencies = new LinkedHashMap<>();
        Map<String, Double> costs = new LinkedHashMap<>();
        runs.forEach((row, list) -> {
            list.stream().map(Figures::latency).filter(latency -> latency != null)
                    .forEach(latency -> latencies.computeIfAbsent(row, key -> new Histogram(3)).add(latency));
            costs.put(row, median(list, list.get(0).headline()));
        });
        if (!latencies.isEmpty()) {
            plots.put(name + "-latency.svg", Svg.percentiles(name + ": latency, ms", latencies));
        }
        String headline = runs.values().iterator().next().get(0).headline();
        plots.put(name + ".svg", Svg.bars(name + ": " + headline, costs));
        return plots;
    }

    private static double median(List<Figures> list, String column) {
        double[] sorted = list.stream().mapToDouble(figures -> figures.values().getOrDefault(column, Double.NaN))
                .filter(value -> !Double.isNaN(value)).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }

    /** Three digits are all that such measurements are worth. */
    static String format(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        if (value == Math.rint(value) || Math.abs(value) >= 100) {
            return String.format(Locale.ROOT, "%,d", Math.round(value)).replace(",", "\u2009");
        }
        return String.format(Locale.ROOT, Math.abs(value) >= 10 ? "%.1f" : "%.2f", value);
    }
}
