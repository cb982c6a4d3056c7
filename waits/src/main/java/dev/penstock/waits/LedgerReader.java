package dev.penstock.waits;

import dev.penstock.waits.operations.Operation;
import dev.penstock.waits.operations.OperationShare;
import dev.penstock.waits.operations.OperationSums;
import org.jspecify.annotations.Nullable;

/** Reads one ledger for snapshots, and keeps its last totals. Guarded by the lock of its {@link WaitAccounts}. */
final class LedgerReader {
    private static final int ATTEMPTS_PER_YIELD = 8;

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

    /** Lets the writer go on, after a reader's attempt in vain. */
    static void pause(int attempt) {
        if (attempt % ATTEMPTS_PER_YIELD == 0) {
            letWriterRun();
        } else {
            Thread.onSpinWait();
        }
    }

    /** A writer that works for so long has lost its processor, and no lock tells the reader when it is back. */
    @SuppressWarnings("ThreadPriorityCheck")
    private static void letWriterRun() {
        Thread.yield();
    }

    /**
     * The times of operations that no account has: an immutable value.
     *
     * @param past the operation of the claims that ended; null if there is none
     * @param ended the times of these claims
     * @param present the operation of the current claim; null if there is none
     * @param current the time of the current claim after its handover
     * @param claim the current claim; null without {@code present}
     */
    record OperationView(
            @Nullable Operation past,
            OperationSums ended,
            @Nullable Operation present,
            OperationSums current,
            LedgerTotals.@Nullable ClaimInFlight claim) {
        /** The view of a slot; null if no operation has used it. */
        static @Nullable OperationView of(
                OperationShare share, @Nullable Operation present, LedgerTotals.@Nullable ClaimInFlight claim) {
            Operation past = share.operation();
            if (past == null && present == null) {
                return null;
            }
            OperationSums sums = new OperationSums();
            if (present == null || claim == null) {
                return new OperationView(past, share.past(), null, sums, null);
            }
            share.addHold(sums, claim.calls(), claim.executed(), claim.hold(), claim.release());
            return new OperationView(past, share.past(), present, sums, claim);
        }
    }
}
