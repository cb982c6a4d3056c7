package dev.penstock.waits;

/**
 * The identity that all ended claims together must satisfy: an immutable value.
 *
 * @param ended claims that ended, failed ones among them
 * @param failed claims that ended without a connection
 * @param wallNanos from the entry of {@code getConnection()} to the return of {@code close()}, in nanoseconds, summed
 * @param unaccountedNanos wall time that no wait event was charged with; 0 unless the accounting has a defect or the
 *     clock ran backwards
 */
public record ClaimTotals(long ended, long failed, long wallNanos, long unaccountedNanos) {
    /** The totals of no claim. */
    public static final ClaimTotals NONE = new ClaimTotals(0, 0, 0, 0);

    /** Both together. */
    public ClaimTotals plus(ClaimTotals other) {
        return new ClaimTotals(
                ended + other.ended,
                failed + other.failed,
                wallNanos + other.wallNanos,
                unaccountedNanos + other.unaccountedNanos);
    }

    /** What these totals have beyond earlier ones. */
    public ClaimTotals minus(ClaimTotals earlier) {
        return new ClaimTotals(
                ended - earlier.ended,
                failed - earlier.failed,
                wallNanos - earlier.wallNanos,
                unaccountedNanos - earlier.unaccountedNanos);
    }
}
