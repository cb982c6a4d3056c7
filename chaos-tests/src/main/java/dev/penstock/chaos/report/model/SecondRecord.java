package dev.penstock.chaos.report.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * One second of a run.
 *
 * @param millis its begin, in milliseconds since the begin of the run
 * @param completed the transactions that were completed in it
 * @param failed the transactions that failed in it
 * @param acquireP50Micros the median time of its claims until they had a connection, in microseconds; 0 without claims
 * @param acquireP99Micros the 99th percentile
 * @param acquireMaxMicros the longest
 * @param load wait time divided by wall time, by wait event; empty for a pool that does not record it
 */
public record SecondRecord(
        long millis,
        long completed,
        long failed,
        long acquireP50Micros,
        long acquireP99Micros,
        long acquireMaxMicros,
        Map<String, Double> load) {
    /** Copies the map. */
    public SecondRecord {
        load = Collections.unmodifiableMap(new TreeMap<>(load));
    }
}
