package org.signaling.bench.report;

import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Two kinds of plot, without a library. */
final class Svg {

    private static final int WIDTH = 720;
    private static final int LEFT = 170;
    private static final int TOP = 40;
    private static final int BAR = 28;
    private static final int HEIGHT = 360;
    private static final String[] COLORS = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#555555",
        "#8c6d31", "#b0a000"};
    private static final double[] PERCENTILES = {50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99};

    private Svg() {
    }

    /** A bar for each value. */
    static String bars(String title, Map<String, Double> values) {
        double most = values.values().stream().filter(value -> !value.isNaN()).mapToDouble(Double::doubleValue).max()
                .orElse(1);
        StringBuilder svg = begin(title, TOP + BAR * values.size() + 10);
        int row = 0;
        for (Map.Entry<String, Double> entry : values.entrySet()) {
            int y = TOP + BAR * row;
            double value = entry.getValue().isNaN() ? 0 : entry.getValue();
            double width = (WIDTH - LEFT - 90) * (most == 0 ? 0 : value / most);
            text(svg, LEFT - 8, y + 17, "end", entry.getKey());
            svg.append(String.format(Locale.ROOT,
                    "<rect x='%d' y='%d' width='%.1f' height='20' fill='%s'/>%n", LEFT, y + 2, width,
                    COLORS[row % COLORS.length]));
            text(svg, LEFT + width + 6, y + 17, "start", Report.format(entry.getValue()));
            row++;
        }
        return svg.append("</svg>\n").toString();
    }

    /** A line for each histogram of nanoseconds: percentile to the right, milliseconds up, both logarithmic. */
    static String percentiles(String title, Map<String, Histogram> histograms) {
        StringBuilder svg = begin(title, HEIGHT + 20 * histograms.size());
        double low = -2;
        double high = 4;
        for (double power = low; power <= high; power++) {
            double y = y(Math.pow(10, power), low, high);
            svg.append(String.format(Locale.ROOT,
                    "<line x1='60' y1='%.1f' x2='%d' y2='%.1f' stroke='#ddd'/>%n", y, WIDTH - 20, y));
            text(svg, 54, y + 4, "end", power < 0
                    ? String.valueOf(Math.pow(10, power))
                    : String.valueOf((long) Math.pow(10, power)));
        }
        for (double percentile : PERCENTILES) {
            text(svg, x(percentile), HEIGHT - 12, "middle", String.valueOf(percentile).replaceAll("\\.0$", ""));
        }
        int row = 0;
        for (Map.Entry<String, Histogram> entry : histograms.entrySet()) {
            String color = COLORS[row % COLORS.length];
            svg.append("<polyline fill='none' stroke-width='2' stroke='").append(color).append("' points='");
            for (double percentile : PERCENTILES) {
                double millis = Math.max(0.01, entry.getValue().getValueAtPercentile(percentile) / 1e6);
                svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(percentile), y(millis, low, high)));
            }
            svg.append("'/>\n");
            svg.append(String.format("<rect x='60' y='%d' width='12' height='12' fill='%s'/>%n", HEIGHT + 20 * row,
                    color));
            text(svg, 80, HEIGHT + 11 + 20 * row, "start", entry.getKey());
            row++;
        }
        return svg.append("</svg>\n").toString();
    }

    private static double x(double percentile) {
        return 60 + (WIDTH - 90) * Math.log10(50 / (100 - percentile)) / Math.log10(50 / 0.01);
    }

    private static double y(double millis, double low, double high) {
        return TOP + (HEIGHT - TOP - 40) * (high - Math.log10(millis)) / (high - low);
    }

    private static StringBuilder begin(String title, int height) {
        StringBuilder svg = new StringBuilder(String.format("<svg xmlns='http://www.w3.org/2000/svg' width='%d'"
                + " height='%d' viewBox='0 0 %d %d' font-family='sans-serif' font-size='13'>%n"
                + "<rect width='100%%' height='100%%' fill='white'/>%n", WIDTH, height, WIDTH, height));
        text(svg, 12, 22, "start", title);
        return svg;
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
        svg.append(String.format(Locale.ROOT, "<text x='%.1f' y='%.1f' text-anchor='%s'>%s</text>%n", x, y, anchor,
                text.replace("&", "&amp;").replace("<", "&lt;")));
    }
}
