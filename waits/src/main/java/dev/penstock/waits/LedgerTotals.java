package dev.penstock.waits;

import org.jspecify.annotations.Nullable;

/**
 * The values of a {@link ClaimLedger} at one moment, without its histograms: an immutable value. Times include the claim
 * that holds the slot, up to that moment; counts do not.
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
}
