package dev.penstock.waits;

/**
 * The values of a {@link ClaimLedger} at one moment, without its histograms: an immutable value.
 *
 * @param acquire claims that were handed the slot, with the time and maximum of {@code waits}
 * @param hold holds that ended
 * @param execute JDBC calls that ended
 * @param idle the idle time of holds that ended
 * @param release releases that ended
 * @param reset releases that reset a session
 * @param waits the number of claims that queued or validated
 * @param held whether a claim holds the slot
 * @param calling whether a call of that claim is at the driver
 * @param claims the claims that ended
 */
record LedgerTotals(
        LedgerAccount.Counts acquire,
        LedgerAccount.Counts hold,
        LedgerAccount.Counts execute,
        LedgerAccount.Counts idle,
        LedgerAccount.Counts release,
        LedgerAccount.Counts reset,
        long waits,
        boolean held,
        boolean calling,
        ClaimTotals claims) {
    static final LedgerTotals NONE = new LedgerTotals(
            LedgerAccount.Counts.NONE,
            LedgerAccount.Counts.NONE,
            LedgerAccount.Counts.NONE,
            LedgerAccount.Counts.NONE,
            LedgerAccount.Counts.NONE,
            LedgerAccount.Counts.NONE,
            0,
            false,
            false,
            ClaimTotals.NONE);

    int holding() {
        return held ? 1 : 0;
    }

    int executing() {
        return calling ? 1 : 0;
    }

    int idling() {
        return held && !calling ? 1 : 0;
    }
}
