package dev.penstock.console.stats;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A wait event: all waits on it since the pool started, exact. A row of the view 'wait_events': an
 * immutable value.
 *
 * @param pool the name of the pool
 * @param waitEvent the name of the event
 * @param waitClass the class of the event
 * @param parentEvent the event of which it is a part
 * @param total waits that ended
 * @param active waits under way
 * @param waitSeconds the time of all waits, with those under way, in seconds
 * @param waitNanos the same, in nanoseconds
 * @param p50Seconds the median of the waits that ended, in seconds
 * @param p50Nanos the same, in nanoseconds
 * @param p99Seconds the 99th percentile of the waits that ended, in seconds
 * @param p99Nanos the same, in nanoseconds
 * @param maxSeconds the longest wait that ended, in seconds
 * @param maxNanos the same, in nanoseconds
 * @param load the average number of claims that waited on it since the start
 */
public record WaitEventTotals(
        String pool,
        String waitEvent,
        String waitClass,
        Optional<String> parentEvent,
        long total,
        long active,
        double waitSeconds,
        long waitNanos,
        OptionalDouble p50Seconds,
        OptionalLong p50Nanos,
        OptionalDouble p99Seconds,
        OptionalLong p99Nanos,
        double maxSeconds,
        long maxNanos,
        double load) {}
