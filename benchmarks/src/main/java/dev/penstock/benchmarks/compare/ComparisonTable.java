package dev.penstock.benchmarks.compare;

import dev.penstock.benchmarks.report.Results;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The table of a comparison, in Markdown: a row for each measured row of the trials. */
final class ComparisonTable {
    private final Build before;
    private final Build after;

    ComparisonTable(Build before, Build after) {
        this.before = before;
        this.after = after;
    }

    /** Draws the rows that have values. */
    String of(List<Row> rows, Results results) {
        List<String> lines = new ArrayList<>();
        lines.add("| row | unit | before | after | ratio | limit | | before, min to max | after, min to max |");
        lines.add("|---|---|---|---|---|---|---|---|---|");
        for (Row row : rows) {
            OptionalDouble ratio = row.ratio(before, after, results);
            if (ratio.isPresent()) {
                lines.add(line(row, ratio.getAsDouble(), results));
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private String line(Row row, double ratio, Results results) {
        DoubleSummaryStatistics first = row.range(before, results);
        DoubleSummaryStatistics second = row.range(after, results);
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %.3f | %s | %s | %s to %s | %s to %s |",
                row.key(),
                row.metric(),
                text(row.median(before, results).orElseThrow()),
                text(row.median(after, results).orElseThrow()),
                ratio,
                row.isControl() ? "control" : String.format(Locale.ROOT, "%.2f", row.limit()),
                ratio > row.limit() ? "**worse**" : "",
                text(first.getMin()),
                text(first.getMax()),
                text(second.getMin()),
                text(second.getMax()));
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 1_000 ? "%.1f" : "%,.0f", value);
    }
}
