package dev.penstock.waits;

import dev.penstock.waits.calls.RecordedCall;
import java.util.List;

/**
 * A claim that ended, from the flight recorder: an immutable value. Times are nanoseconds.
 *
 * @param claim its printed ID
 * @param backend the label of the backend whose slot it held
 * @param threadId the ID of the thread that claimed
 * @param beganNanosAgo the time since {@code getConnection()} was entered
 * @param acquireNanos from there until the connection was handed over
 * @param holdNanos from there until {@code close()} was entered
 * @param executeNanos the part of the hold during which a JDBC call was at the driver
 * @param calls the number of JDBC calls
 * @param releaseNanos from the entry of {@code close()} until the slot was claimable again or retired
 * @param slowCalls the last of its JDBC calls that took at least 10 ms, the earliest first
 */
public record RecordedClaim(
        String claim,
        String backend,
        long threadId,
        long beganNanosAgo,
        long acquireNanos,
        long holdNanos,
        long executeNanos,
        long calls,
        long releaseNanos,
        List<RecordedCall> slowCalls) {
    /** Copies the list. */
    public RecordedClaim {
        slowCalls = List.copyOf(slowCalls);
    }

    /** One line: the claim, its thread and backend, and the parts of its time. */
    @Override
    public String toString() {
        return "claim " + claim + " of thread #" + threadId + " on " + backend + ", began "
                + DurationFormat.format(beganNanosAgo) + " ago: acquire " + DurationFormat.format(acquireNanos)
                + ", hold " + DurationFormat.format(holdNanos) + " (calls=" + calls + ", at the driver for "
                + DurationFormat.format(executeNanos) + "), release " + DurationFormat.format(releaseNanos);
    }
}
