package dev.penstock.console.measure;

import java.util.List;

/** Measures the console: queries over a full hour of records, and claims beside queries. */
final class Main {
    private Main() {}

    /** Measures, and prints the figures; {@code arguments} are other queries to measure. */
    public static void main(String[] arguments) throws Exception {
        HourOfRecords.measure(List.of(arguments));
        if (arguments.length == 0) {
            ClaimsBesideQueries.measure();
        }
    }
}
