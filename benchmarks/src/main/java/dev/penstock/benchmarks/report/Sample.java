package dev.penstock.benchmarks.report;

/**
 * One measured value: an immutable value.
 *
 * @param scenario the name of the scenario
 * @param pool the label of the pool
 * @param metric the name of the metric, with its unit at the end
 * @param round the number of the round, from 1
 * @param value the value
 */
public record Sample(String scenario, String pool, String metric, int round, double value) {
    private static final int COLUMNS = 5;

    /** A line of a table whose columns are separated by commas. */
    public String line() {
        return scenario + "," + pool + "," + metric + "," + round + "," + value;
    }

    /** Parses a line of {@link #line}. */
    public static Sample parse(String line) {
        String[] columns = line.split(",", -1);
        if (columns.length != COLUMNS) {
            throw new IllegalArgumentException("not a sample: '" + line + "'");
        }
        return new Sample(
                columns[0], columns[1], columns[2], Integer.parseInt(columns[3]), Double.parseDouble(columns[4]));
    }
}
