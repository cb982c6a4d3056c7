package dev.penstock.waits;

/**
 * The sums of all claims, which satisfy the accounting identity together: an immutable value.
 *
 * @param ended claims that ended, including the failed ones
 * @param failed claims that ended without a connection
 * @param wallNanos from the entry of {@code getConnection()} to the return of {@code close()}, or to the moment of the
 *     snapshot if the claim is in flight, in nanoseconds, summed
 * @param unaccountedNanos wall time that no wait event was charged with, in nanoseconds; 0 unless the accounting has a
 *     defect or the clock ran backwards
 */
public record ClaimTotals(long ended, long failed, long wallNanos, long unaccountedNanos) {
    /** How a claim ended. The label is the name in metrics and reports. */
    public enum Outcome {
        /** The claim got a connection, and has returned it. */
        OK("ok"),
        /** The claim reached its deadline. */
        TIMEOUT("timeout"),
        /** Its thread was interrupted. */
        INTERRUPTED("interrupted"),
        /** No claim could succeed: no backend exists, or each refuses sessions. */
        HOPELESS("hopeless"),
        /** Too many claims waited. */
        REFUSED("refused"),
        /** The claim was given up, because the queue's delay stayed above its target. */
        SHED("shed"),
        /** The pool was closed. */
        CLOSED("closed"),
        /** Anything else, such as a lack of threads. */
        FAILED("failed"),
        /** The operation of the claim was cancelled. */
        CANCELLED("cancelled"),
        /** The claim was the youngest of a deadlock, and failed so that the others could go on. */
        DEADLOCK("deadlock");

        private final String label;

        Outcome(String label) {
            this.label = label;
        }

        /** The name in metrics and reports. */
        public String label() {
            return label;
        }
    }

    /** The totals of no claim. */
    static final ClaimTotals NONE = new ClaimTotals(0, 0, 0, 0);

    /** A claim in flight. */
    static ClaimTotals inFlight(long wallNanos, long accountedNanos) {
        return new ClaimTotals(0, 0, wallNanos, wallNanos - accountedNanos);
    }

    /** The sums of both. */
    ClaimTotals plus(ClaimTotals other) {
        return new ClaimTotals(
                ended + other.ended,
                failed + other.failed,
                wallNanos + other.wallNanos,
                unaccountedNanos + other.unaccountedNanos);
    }

    /** The difference to earlier totals of the same pool. */
    ClaimTotals minus(ClaimTotals earlier) {
        return new ClaimTotals(
                ended - earlier.ended,
                failed - earlier.failed,
                wallNanos - earlier.wallNanos,
                unaccountedNanos - earlier.unaccountedNanos);
    }

    /** For example {@code 4172 claims ended, 0 failed, wall time 3.2 s, unaccounted 0 ns}. */
    @Override
    public String toString() {
        return ended + " claims ended, " + failed + " failed, wall time " + DurationFormat.format(wallNanos)
                + ", unaccounted " + DurationFormat.format(unaccountedNanos);
    }
}
