package dev.penstock.waits;

/**
 * What a {@link ClaimLedger} had recorded at one moment, histograms apart: an immutable value.
 *
 * @param acquire claims that began, and what those took that met no free slot at once
 * @param hold holds that ended
 * @param execute JDBC calls that ended
 * @param idle what holds that ended had beside them
 * @param release releases that ended
 * @param reset those that reset a session
 * @param waits claims that met no free slot at once
 * @param held whether a claim holds the slot
 * @param calling whether a call of it is at the driver
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
