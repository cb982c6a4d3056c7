package dev.penstock.pool.instrument;

import java.time.Instant;
import java.util.Map;

/**
 * Tables of one pool, read at one moment: an immutable value.
 *
 * @param pool the name of the pool
 * @param takenAt the moment of the reading
 * @param tables the rows by the name of their table
 */
public record StatsRecords(String pool, Instant takenAt, Map<String, StatsRows> tables) {
    /** Copies the map. */
    public StatsRecords {
        tables = Map.copyOf(tables);
    }
}
