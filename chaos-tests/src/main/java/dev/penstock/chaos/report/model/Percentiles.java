package dev.penstock.chaos.report.model;

/**
 * The distribution of a duration, in microseconds.
 *
 * @param count the number of values
 * @param p50Micros the median
 * @param p90Micros nine of ten are at most this
 * @param p99Micros 99 of 100 are at most this
 * @param p999Micros 999 of 1,000 are at most this
 * @param maxMicros the longest
 */
public record Percentiles(long count, long p50Micros, long p90Micros, long p99Micros, long p999Micros, long maxMicros) {
    /** Of no values. */
    public static final Percentiles NONE = new Percentiles(0, 0, 0, 0, 0, 0);
}
