package dev.penstock.waits;

import org.jspecify.annotations.Nullable;

/** A slot of a simulated pool. */
final class SimulatedSlot {
    final ClaimLedger ledger;

    /** The guard of the present claim, or of the last one. */
    TestClaimGuard guard;

    @Nullable
    SimulatedClaim claim;

    SimulatedSlot(ClaimLedger ledger) {
        this.ledger = ledger;
        this.guard = TestClaimGuard.ended(ledger);
    }
}
