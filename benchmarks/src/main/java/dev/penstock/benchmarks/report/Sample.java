package dev.penstock.benchmarks.report;

/**
 * One value that was measured: an immutable value.
 *
 * @param scenario what was done
 * @param pool the label of who did it
 * @param metric what was measured, with its unit at the end
 * @param round in which round, from 1
 * @param value the value
 */
public record Sample(String scenario, String pool, String metric, int round, double value) {
    private static final int COLUMNS = 5;

    /** A line of a table whose columns are separated by commas. */
    public String line() {
        return scenario + "," + pool + "," + metric + "," + round + "," + value;
    }

    /** Reads what {@link #line} wrote. */
    public static Sample parse(String line) {
        String[] columns = line.split(",", -1);
        if (columns.length != COLUMNS) {
            throw new IllegalArgumentException("not a sample: '" + line + "'");
        }
        return new Sample(
                columns[0], columns[1], columns[2], Integer.parseInt(columns[3]), Double.parseDouble(columns[4]));
    }
}
