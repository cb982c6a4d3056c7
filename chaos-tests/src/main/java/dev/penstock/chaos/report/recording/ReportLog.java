package dev.penstock.chaos.report.recording;

import dev.penstock.pool.reports.KeptReport;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The latest report of each slow or failed claim. The longest ones stay. Not thread-safe. */
final class ReportLog {
    /** The most reports. */
    static final int MOST = 48;

    private static final int MOST_CHARACTERS = 6_000;

    private record Entry(long wallNanos, String text) {}

    private final Map<String, Entry> entries = new HashMap<>();

    /** Adds reports that are at least so old, or of claims that got no connection. */
    void add(List<KeptReport> reports, long atLeastNanos) {
        for (KeptReport report : reports) {
            boolean failed = report.kind() == KeptReport.Kind.FAILED;
            if (failed || report.wallNanos() >= atLeastNanos) {
                entries.put(report.claim(), new Entry(report.wallNanos(), cut(report.toString())));
            }
        }
        while (entries.size() > MOST) {
            entries.entrySet().stream()
                    .min(Comparator.comparingLong(entry -> entry.getValue().wallNanos()))
                    .ifPresent(shortest -> entries.remove(shortest.getKey()));
        }
    }

    private static String cut(String text) {
        int more = text.length() - MOST_CHARACTERS;
        return more <= 0 ? text : text.substring(0, MOST_CHARACTERS) + "…[" + more + " more]";
    }

    /** The texts by claim. */
    Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        entries.forEach((claim, entry) -> texts.put(claim, entry.text()));
        return texts;
    }
}
