package dev.penstock.pool.instrument;

import dev.penstock.waits.text.ForeignText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The text that says what a bundle is, what it contains, and what it lacks. */
final class BundleAbout {
    private static final int MOST_CHARACTERS = 300;

    private BundleAbout() {}

    /**
     * The text.
     *
     * @param read the records, with those that are left out
     * @param left the names of the views that are left out, because the bundle would be too large
     */
    static String of(BundleRecords read, Set<String> left, String reason, BundleSource source) {
        StatsRecords all = read.records();
        List<String> contents = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        Set<String> views = new TreeSet<>(left);
        views.retainAll(all.tables().keySet());
        contents.add(entry(BundleContent.RECORDS, "the views of the pool, which the commands below read"));
        if (!views.isEmpty()) {
            missing.add(entry(
                    BundleContent.RECORDS,
                    "without the views " + String.join(", ", views) + ": with them, the bundle would have more than "
                            + (BundleContent.MOST_BYTES >> 20) + " MiB"));
        }
        read.failures()
                .forEach((view, failure) -> missing.add(entry(
                        BundleContent.RECORDS,
                        ForeignText.line(
                                "without the view " + view + ", which could not be read: " + failure,
                                MOST_CHARACTERS))));
        add(BundleContent.THREADS, "the stacks of the platform threads", source.threads(), contents, missing);
        add(
                BundleContent.FLIGHT,
                "the pool's events of Java Flight Recorder, a JSON object in each line",
                source.flight(),
                contents,
                missing);
        return text(all, reason, source.process())
                + "\nContents\n" + String.join("", contents)
                + (missing.isEmpty() ? "" : "\nMissing\n" + String.join("", missing))
                + """

                Ask it
                  java -jar penstock-console-VERSION-all.jar sql THIS.zip "SELECT * FROM activity"
                  java -jar penstock-console-VERSION-all.jar sql THIS.zip "SELECT claim_id, summary FROM claim_reports"
                  java -jar penstock-console-VERSION-all.jar sql THIS.zip      (then help lists the views)
                """;
    }

    private static String text(StatsRecords records, String reason, String process) {
        return """
                A bundle of Penstock: what the pool '%s' knew at %s.
                reason   %s
                process  %s
                records  version %d, of the last %d seconds
                """.formatted(
                        ForeignText.line(records.pool()),
                        records.takenAt(),
                        ForeignText.line(reason),
                        ForeignText.line(process),
                        Instrument.VERSION,
                        BundleContent.BEFORE.toSeconds());
    }

    private static void add(
            String name, String meaning, BundleSource.Part part, List<String> contents, List<String> missing) {
        if (!part.text().isEmpty()) {
            contents.add(entry(name, meaning));
        } else if (part.missing().isEmpty()) {
            missing.add(entry(name, "there is nothing to show"));
        }
        if (!part.missing().isEmpty()) {
            missing.add(entry(name, ForeignText.line(part.missing(), MOST_CHARACTERS)));
        }
    }

    private static String entry(String name, String text) {
        return String.format("  %-13s %s\n", name, text);
    }
}
