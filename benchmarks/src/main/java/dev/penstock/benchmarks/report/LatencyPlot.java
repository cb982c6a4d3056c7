package dev.penstock.benchmarks.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A plot of latency by percentile under contention, as an SVG. Both axes are logarithmic: each step to the right covers
 * 90 % of the remaining claims.
 */
public final class LatencyPlot {
    private static final int WIDTH = 940;
    private static final int HEIGHT = 520;
    private static final int LEFT = 80;
    private static final int RIGHT = 740;
    private static final int TOP = 70;
    private static final int BOTTOM = 440;
    private static final int LABEL_HEIGHT = 17;
    private static final double LONGEST_AT = 4.7;
    private static final double FASTEST_MICROS = 0.05;
    private static final List<Double> PERCENTILES =
            List.of(10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.5, 99.9, 99.95, 99.99);
    private static final Map<String, String> COLOURS = Map.of(
            "penstock", "#0b5fa5",
            "penstock-ordered", "#6aa5d8",
            "hikari", "#d1495b",
            "agroal", "#e08e1b",
            "tomcat", "#3b8f6b",
            "dbcp2", "#7b5ea7",
            "vibur", "#8d6e63",
            "c3p0", "#546e7a");

    private LatencyPlot() {}

    /** The line of one pool. */
    private record Line(String pool, String colour, List<Double> x, List<Double> micros) {
        double last() {
            return micros.get(micros.size() - 1);
        }
    }

    /** Draws the results under contention. */
    public static String of(Results results) {
        List<Line> lines = lines(results);
        double decades = lines.stream()
                .mapToDouble(Line::last)
                .map(LatencyPlot::decade)
                .max()
                .orElse(1);
        Axis axis = new Axis(decade(FASTEST_MICROS), Math.ceil(decades));
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"13\" fill=\"#222\">%n<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>%n",
                WIDTH,
                HEIGHT,
                WIDTH,
                HEIGHT));
        svg.append(text(LEFT, 28, "start", "font-size=\"17\" font-weight=\"bold\"", "How long a claim waits"));
        svg.append(text(LEFT, 48, "start", "fill=\"#555\"", "32 threads on 4 slots, each held for 50 µs"));
        horizontal(svg);
        axis.draw(svg);
        lines.forEach(line -> svg.append(path(line, axis)));
        labels(svg, lines, axis);
        return svg.append("</svg>\n").toString();
    }

    private static List<Line> lines(Results results) {
        List<Line> lines = new ArrayList<>();
        for (String pool : results.pools(Scenarios.CONTENTION, Scenarios.MAX)) {
            String colour = COLOURS.get(pool);
            if (colour == null) {
                continue;
            }
            List<Double> x = new ArrayList<>();
            List<Double> micros = new ArrayList<>();
            for (double percentile : PERCENTILES) {
                OptionalDouble value = results.median(Scenarios.CONTENTION, pool, Scenarios.percentile(percentile));
                if (value.isPresent()) {
                    x.add(nines(percentile));
                    micros.add(Math.max(FASTEST_MICROS, value.getAsDouble()));
                }
            }
            x.add(LONGEST_AT);
            micros.add(results.median(Scenarios.CONTENTION, pool, Scenarios.MAX).orElseThrow());
            lines.add(new Line(pool, colour, x, micros));
        }
        return lines;
    }

    private static double nines(double percentile) {
        return -Math.log10(1 - percentile / 100);
    }

    private static double decade(double micros) {
        return Math.log10(micros);
    }

    private static double across(double nines) {
        return LEFT + nines / LONGEST_AT * (RIGHT - LEFT);
    }

    private static void horizontal(StringBuilder svg) {
        Map<Double, String> ticks = Map.of(
                nines(0),
                "0",
                nines(50),
                "50 %",
                nines(90),
                "90 %",
                nines(99),
                "99 %",
                nines(99.9),
                "99.9 %",
                nines(99.99),
                "99.99 %",
                LONGEST_AT,
                "longest");
        ticks.forEach((at, label) -> {
            svg.append(line(across(at), TOP, across(at), BOTTOM));
            svg.append(text(across(at), BOTTOM + 20, "middle", "fill=\"#555\"", label));
        });
        svg.append(text((LEFT + RIGHT) / 2.0, BOTTOM + 48, "middle", "", "percentile of claims"));
    }

    private static String path(Line line, Axis axis) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < line.x().size(); i++) {
            points.append(String.format(
                    Locale.ROOT,
                    "%.1f,%.1f ",
                    across(line.x().get(i)),
                    axis.up(line.micros().get(i))));
        }
        return String.format(
                Locale.ROOT,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\" stroke-linejoin=\"round\"/>%n",
                points.toString().strip(),
                line.colour(),
                line.pool().equals("penstock") ? "3.5" : "1.8");
    }

    private static void labels(StringBuilder svg, List<Line> lines, Axis axis) {
        List<Line> fromTop = new ArrayList<>(lines);
        fromTop.sort(Comparator.comparingDouble(Line::last).reversed());
        double free = TOP - LABEL_HEIGHT;
        for (Line line : fromTop) {
            double y = Math.max(free + LABEL_HEIGHT, axis.up(line.last()) + 4);
            free = y;
            String weight = line.pool().equals("penstock") ? " font-weight=\"bold\"" : "";
            svg.append(text(
                    RIGHT + 8,
                    y,
                    "start",
                    "fill=\"" + line.colour() + "\"" + weight,
                    line.pool() + " " + Axis.time(line.last())));
        }
    }

    private static String text(double x, double y, String anchor, String attributes, String text) {
        return String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>%s</text>%n",
                x,
                y,
                anchor,
                attributes,
                text);
    }

    private static String line(double x1, double y1, double x2, double y2) {
        return String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>%n",
                x1,
                y1,
                x2,
                y2);
    }

    /** The vertical axis, which shows the latency. */
    private record Axis(double low, double high) {
        private static final double MILLI = 1_000;
        private static final double SECOND = 1_000_000;

        double up(double micros) {
            return BOTTOM - (decade(micros) - low) / (high - low) * (BOTTOM - TOP);
        }

        void draw(StringBuilder svg) {
            for (double decade = Math.ceil(low); decade <= high; decade++) {
                double micros = Math.pow(10, decade);
                svg.append(line(LEFT, up(micros), RIGHT, up(micros)));
                svg.append(text(LEFT - 8, up(micros) + 4, "end", "fill=\"#555\"", time(micros)));
            }
            svg.append(String.format(
                    Locale.ROOT,
                    "<text transform=\"translate(22 %d) rotate(-90)\" text-anchor=\"middle\">time until the claim has"
                            + " its connection</text>%n",
                    (TOP + BOTTOM) / 2));
        }

        static String time(double micros) {
            if (micros >= SECOND) {
                return Figures.rounded(micros / SECOND) + " s";
            }
            return micros >= MILLI ? Figures.rounded(micros / MILLI) + " ms" : Figures.rounded(micros) + " µs";
        }
    }
}
