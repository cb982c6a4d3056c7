package dev.penstock.console.stats;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A claim that was in flight at one second of the last hour. A row of the view 'samples': an immutable
 * value.
 *
 * @param pool the name of the pool
 * @param sampleTime the moment of the sample; all samples of one second have the same
 * @param sampleWeight the number of claims for which it stands; their sum is the load
 * @param claimId the ID of the claim, as in logs and exceptions
 * @param traceId the ID of the trace in which it was made; empty without a source of spans
 * @param spanId the ID of the span in which it was made
 * @param waitEvent the event on which it waits
 * @param waitClass the class of that event
 * @param since the moment since which it waits on that event
 * @param inWaitSeconds the time since it waits on that event, in seconds
 * @param inWaitNanos the same, in nanoseconds
 * @param ageSeconds the time since its getConnection() was entered, in seconds
 * @param ageNanos the same, in nanoseconds
 * @param backend the label of the backend of its slot; empty if it waits for a slot
 * @param slot the number of its slot; empty if it waits for one
 * @param operation the application's name for its work
 * @param frame the application's frame at the top of its thread's stack; of the oldest claims only
 * @param sql the SQL of its JDBC call under way, with ? for each literal; empty if it has none
 * @param pid the process or connection of the server; empty if the driver does not tell it
 */
public record SampledClaim(
        String pool,
        Instant sampleTime,
        double sampleWeight,
        String claimId,
        Optional<String> traceId,
        Optional<String> spanId,
        String waitEvent,
        String waitClass,
        Instant since,
        double inWaitSeconds,
        long inWaitNanos,
        double ageSeconds,
        long ageNanos,
        Optional<String> backend,
        OptionalLong slot,
        Optional<String> operation,
        Optional<String> frame,
        Optional<String> sql,
        OptionalLong pid) {}
