package dev.penstock.console.measure;

/** Measures the console: queries over a full hour of records. */
final class Main {
    private Main() {}

    /** Measures, and prints the figures. */
    public static void main(String[] arguments) throws Exception {
        HourOfRecords.measure();
    }
}
