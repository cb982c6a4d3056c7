package dev.penstock.waits;

import org.jspecify.annotations.Nullable;

/** A slot of a simulated pool. */
final class SimulatedSlot {
    final ClaimLedger ledger;

    @Nullable
    SimulatedClaim claim;

    SimulatedSlot(ClaimLedger ledger) {
        this.ledger = ledger;
    }
}
