package dev.penstock.waits;

import org.jspecify.annotations.Nullable;

/** A slot of a simulated pool. */
final class SimulatedSlot {
    final ClaimLedger ledger;

    /** The claim that holds the slot, or held it last. */
    TestClaimGuard guard;

    @Nullable
    SimulatedClaim claim;

    SimulatedSlot(ClaimLedger ledger) {
        this.ledger = ledger;
        this.guard = TestClaimGuard.over(ledger);
    }
}
