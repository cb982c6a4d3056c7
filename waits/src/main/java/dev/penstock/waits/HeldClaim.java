package dev.penstock.waits;

import dev.penstock.waits.calls.RecordedCall;
import dev.penstock.waits.calls.SqlText;
import java.util.List;
import java.util.Optional;

/**
 * A claim that holds a slot, at the moment when another thread looked: an immutable value.
 *
 * <p>It keeps the holder thread reachable, and with that thread its class loader. Do not keep it.
 *
 * @param ids the pool's IDs, which print {@code claimId}
 * @param claimId its ID
 * @param holder the thread that claimed
 * @param claimNanos the time since {@code getConnection()} was entered, in nanoseconds
 * @param heldNanos the time since the handover, in nanoseconds
 * @param event the event on which it waits: a call at the driver, its application, or the reset of its session
 * @param eventNanos the time since it waits on {@code event}, in nanoseconds
 * @param executedNanos the time during which a JDBC call was at the driver of its present slot, in nanoseconds
 * @param attributes its operation, and the place where it was made
 * @param calls its calls on its present slot, the earliest first: the last slow ones, and the last one
 */
public record HeldClaim(
        CorrelationIds ids,
        long claimId,
        Thread holder,
        long claimNanos,
        long heldNanos,
        WaitEvent event,
        long eventNanos,
        long executedNanos,
        ClaimAttributes attributes,
        List<RecordedCall> calls) {
    /** Copies the list. */
    public HeldClaim {
        calls = List.copyOf(calls);
    }

    /** The SQL of its call under way; empty if there is no call, or if the call executes no SQL. */
    public Optional<SqlText> sql() {
        RecordedCall last = calls.isEmpty() ? null : calls.get(calls.size() - 1);
        return last != null && last.underWay() ? last.sql() : Optional.empty();
    }

    /** Whether a JDBC call of this claim is at the driver. */
    public boolean executing() {
        return event == WaitEvent.CLAIM_EXECUTE;
    }

    /** The time since its JDBC call went to the driver, in nanoseconds; -1 if no call is under way. */
    public long executingNanos() {
        return executing() ? eventNanos : -1;
    }

    /** For example {@code claim 7f3a9c01d4-2-1042 of thread 'main' for 1.9 s, at the driver for 240 µs}. */
    @Override
    public String toString() {
        return "claim " + ids.format(claimId)
                + attributes.operation().map(name -> " for '" + name + "'").orElse("") + " of thread '"
                + holder.getName() + "' for " + DurationFormat.format(heldNanos)
                + (executing() ? ", at the driver for " + DurationFormat.format(eventNanos) : ", not using it");
    }
}
