package dev.penstock.console.stats;

import java.time.Instant;
import java.util.Optional;

/**
 * The load of the last minute, 5 minutes, 15 minutes and hour, as far as it is recorded. A row of the function
 * 'load_periods': an immutable value.
 *
 * @param pool the name of the pool
 * @param period 1 minute, 5 minutes, 15 minutes or 1 hour
 * @param fromTime the begin of the period
 * @param toTime the end of the period: the moment of the reading
 * @param recordedSeconds the time in the period that is recorded, in seconds
 * @param averageLoad the average number of claims in the time range
 * @param peakLoad the load of the second with the highest load
 * @param p99Load the 99th percentile of the loads of the seconds
 * @param topEvent the event on which claims spent most time
 */
public record LoadPeriod(
        String pool,
        String period,
        Instant fromTime,
        Instant toTime,
        double recordedSeconds,
        double averageLoad,
        double peakLoad,
        double p99Load,
        Optional<String> topEvent) {}
