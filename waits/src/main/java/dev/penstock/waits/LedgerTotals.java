package dev.penstock.waits;

import org.jspecify.annotations.Nullable;

/**
 * The values of a {@link ClaimLedger} at one moment, without its histograms: an immutable value. Times include the
 * claim that holds the slot, up to that moment; counts do not.
 *
 * @param acquire claims that were handed the slot, with the time and maximum of {@code waits}
 * @param hold holds that ended, and the time of all holds
 * @param execute JDBC calls that ended, and the time of all calls
 * @param idle the idle time of all holds
 * @param release releases that ended, and the time of all releases
 * @param reset releases that reset a session, and their time
 * @param waits the number of claims that queued or validated
 * @param current the claim that holds the slot; null if there is none
 * @param claims the claims that ended, and the time of all claims
 */
record LedgerTotals(
        LedgerAccount.Counts acquire,
        LedgerAccount.Counts hold,
        LedgerAccount.Counts execute,
        LedgerAccount.Counts idle,
        LedgerAccount.Counts release,
        LedgerAccount.Counts reset,
        long waits,
        @Nullable ClaimInFlight current,
        ClaimTotals claims) {
    static final LedgerTotals NONE = new LedgerTotals(
            LedgerAccount.Counts.NONE,
            LedgerAccount.Counts.NONE,
            LedgerAccount.Counts.NONE,
            LedgerAccount.Counts.NONE,
            LedgerAccount.Counts.NONE,
            LedgerAccount.Counts.NONE,
            0,
            null,
            ClaimTotals.NONE);

    int holding() {
        return current != null && !current.releasing() ? 1 : 0;
    }

    int executing() {
        return current != null && current.calling() ? 1 : 0;
    }

    int idling() {
        return holding() - executing();
    }

    int releasing() {
        return current != null && current.releasing() ? 1 : 0;
    }

    /**
     * The claim that holds a slot, with its times up to one moment: an immutable value. All times are nanoseconds.
     *
     * @param calls the JDBC calls that ended on this slot
     * @param executed the time of these calls and of the call under way
     * @param longest the longest call that ended
     * @param calling whether a call is at the driver
     * @param hold from the handover to the end of the hold, or to the moment
     * @param releasing whether the hold has ended, and the session is being reset
     * @param release from the end of the hold to the moment
     * @param wall from the entry of {@code getConnection()} to the moment
     * @param waited the time before the handover that wait events were charged with
     */
    record ClaimInFlight(
            long calls,
            long executed,
            long longest,
            boolean calling,
            long hold,
            boolean releasing,
            long release,
            long wall,
            long waited) {}
}
