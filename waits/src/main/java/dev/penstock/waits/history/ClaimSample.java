package dev.penstock.waits.history;

import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.DurationFormat;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.operations.TraceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A claim that was in flight at one moment: an immutable value.
 *
 * @param ids the pool's IDs, which print {@code claimId}
 * @param at the moment of the sample; all samples of one moment have the same
 * @param weight the number of claims for which this one stands: 1, or more if there were too many to sample all
 * @param claimId its ID
 * @param event the event on which it waited
 * @param claimNanos the time since its {@code getConnection()} was entered, in nanoseconds
 * @param eventNanos the time since it waited on {@code event}, in nanoseconds
 * @param backend the label of its slot's backend; empty if it waited for a slot
 * @param slot the number of its slot; empty if it waited for a slot
 * @param operation the application's name for its work
 * @param trace the span in which it was made; known of claims that waited, if the pool has a source of spans
 * @param frame the application's frame at the top of its thread's stack, if the stack was read
 * @param sql the digest of the SQL of its call under way, without literals; empty if it had none
 * @param pid the process or connection of the server that served its session, if the driver knows it
 */
public record ClaimSample(
        CorrelationIds ids,
        Instant at,
        double weight,
        long claimId,
        WaitEvent event,
        long claimNanos,
        long eventNanos,
        Optional<String> backend,
        OptionalLong slot,
        Optional<String> operation,
        Optional<TraceContext> trace,
        Optional<String> frame,
        Optional<String> sql,
        OptionalInt pid)
        implements SampleView {
    static ClaimSample of(CorrelationIds ids, Instant at, double weight, ClaimState claim) {
        return new ClaimSample(
                ids,
                at,
                weight,
                claim.claimId(),
                claim.event(),
                claim.claimNanos(),
                claim.eventNanos(),
                claim.backend(),
                claim.slot(),
                claim.operation(),
                claim.trace(),
                claim.frame(),
                claim.sql(),
                claim.pid());
    }

    @Override
    public String claim() {
        return ids.format(claimId);
    }

    /** The age of the claim at the moment of the sample. */
    public Duration age() {
        return Duration.ofNanos(claimNanos);
    }

    /** For example {@code 2026-11-30T02:00:01Z 7f3a9c01d4-2-1042 claim_execute for 1.2 s, 'checkout' at db-1/…}. */
    @Override
    public String toString() {
        return at + " " + claim() + " " + event + " for " + DurationFormat.format(eventNanos)
                + operation.map(name -> " '" + name + "'").orElse("")
                + backend.map(label -> " at " + label).orElse("")
                + (pid.isPresent() ? ", pid " + pid.getAsInt() : "")
                + frame.map(place -> " in " + place).orElse("")
                + sql.map(text -> ": " + text).orElse("")
                + (weight == 1 ? "" : String.format(Locale.ROOT, " (weight %.1f)", weight));
    }
}
