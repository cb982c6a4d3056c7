package dev.penstock.console.stats;

import java.time.Instant;
import java.util.Optional;

/**
 * A report of a claim: in flight, or kept because it was slow, failed, leaked or an example. A row of the view
 * 'claim_reports': an immutable value.
 *
 * @param pool the name of the pool
 * @param claimId the ID of the claim, as in logs and exceptions
 * @param traceId the ID of the trace in which it was made; empty without a source of spans
 * @param spanId the ID of the span in which it was made
 * @param kind slow_acquire, slow_hold, failed, leaked, or example
 * @param outcome how the claim ended; empty if it is in flight
 * @param operation the application's name for its work
 * @param thread the name of the thread that claimed
 * @param began the moment at which getConnection() was entered
 * @param backend the label of the backend of its slot
 * @param wallSeconds the time of the claim until it ended, or until now, in seconds
 * @param wallNanos the same, in nanoseconds
 * @param acquireSeconds the time until it had its connection or failed, in seconds
 * @param acquireNanos the same, in nanoseconds
 * @param summary the claim and the parts of its time, in one line
 * @param report the whole report: a page of text
 */
public record ReportedClaim(
        String pool,
        String claimId,
        Optional<String> traceId,
        Optional<String> spanId,
        String kind,
        Optional<String> outcome,
        Optional<String> operation,
        String thread,
        Instant began,
        Optional<String> backend,
        double wallSeconds,
        long wallNanos,
        double acquireSeconds,
        long acquireNanos,
        String summary,
        String report) {}
