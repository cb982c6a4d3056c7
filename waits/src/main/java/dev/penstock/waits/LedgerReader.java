package dev.penstock.waits;

/** Reads one ledger for snapshots, and keeps its last totals. Guarded by the lock of its {@link WaitAccounts}. */
final class LedgerReader {
    private final ClaimLedger ledger;
    private String shownUnder;
    private LedgerTotals last = LedgerTotals.NONE;

    LedgerReader(ClaimLedger ledger) {
        this.ledger = ledger;
        this.shownUnder = ledger.backend();
    }

    ClaimLedger ledger() {
        return ledger;
    }

    /** Adds the ledger's values to a snapshot. */
    void addTo(SnapshotBuilder builder) {
        last = ledger.totals(last, builder.now());
        ledger.addTo(builder, shownUnder, last);
    }

    /** From now on snapshots show the ledger of a retired backend under the pool itself. */
    void retireBackend() {
        shownUnder = WaitMeters.NO_BACKEND;
    }
}
