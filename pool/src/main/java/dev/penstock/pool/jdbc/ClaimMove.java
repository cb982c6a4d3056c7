package dev.penstock.pool.jdbc;

import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.slots.Slot;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A move of a claim to another slot, because the application sets its connection to read-only before it uses it, or
 * back.
 *
 * <p>Everything that a claim makes of its connection belongs to that one session: statements, metadata, large objects,
 * savepoints, the driver's own connection, changes of the session. A claim that has any of it stays on its slot.
 * Getters of the connection do not count.
 *
 * <p>The claim holds the other slot before it moves, and gives the former slot back afterwards. A thread that ends the
 * claim meanwhile ends it on one of the two; this class gives the other one back.
 *
 * <p>Used by one call of the claim's own thread. The object exists before the other slot is taken: after that, nothing
 * is allocated until both slots are accounted for.
 */
final class ClaimMove {
    private static final DisconnectCause SHARED =
            DisconnectCause.client("another thread called it while its claim moved to another slot");
    private static final String WRITE_REFUSED =
            "the connection was set to read-only before its first use, and therefore"
                    + " belongs to a secondary (readOnlyRouting); to write, close it and claim another";

    private final ClaimedConnection claim;
    private final SlotExchange exchange;
    private final SlotReturn slots;

    /** Whether the claim holds the other slot; written by {@link ClaimedConnection#switchTo}. */
    boolean done;

    /** Whether a call of another thread may have reached the former session during the move. */
    boolean shared;

    /** The time for which the claim had the former slot; 0 if unknown. */
    long heldNanos;

    /** Creates a move of a claim that nothing keeps on its slot, apart from changes of its session. */
    ClaimMove(ClaimedConnection claim, SlotExchange exchange) {
        this.claim = claim;
        this.exchange = exchange;
        this.slots = claim.policy().slotReturn();
    }

    /**
     * Moves the claim, if its slot is not for the wanted mode, another slot is, and no change of its session is in the
     * way.
     *
     * @return whether the claim is now on a slot to which it moved for reading
     * @throws SQLException if the claim is to write and no slot for that is free; the claim keeps its slot
     */
    boolean moveFor(boolean readOnly) throws SQLException {
        SessionChanges changes = claim.changes();
        boolean moved = claim.hasMoved();
        if (readOnly && !moved && changes == null) {
            Slot other = exchange.forReading(claim.slot());
            return other != null && moveTo(other);
        }
        if (!readOnly && moved && (changes == null || changes.changesReadOnlyAlone())) {
            Slot other = exchange.forWriting(claim.slot());
            return other != null && !moveTo(other);
        }
        return moved;
    }

    /** Moves the claim to a slot that the caller holds. If that is not possible, gives the slot back. */
    private boolean moveTo(Slot other) {
        Slot former = claim.slot();
        Connection driver = claim.delegate;
        SessionChanges changes = claim.changes();
        try {
            claim.switchTo(other, this);
        } finally {
            if (!done) {
                slots.unused(other);
            }
        }
        if (done) {
            ClaimTrace trace = claim.policy().trace();
            if (trace != null) {
                trace.moved(other);
            }
            resetAndGiveBack(former, driver, changes);
        }
        return done;
    }

    private void resetAndGiveBack(Slot former, Connection driver, @Nullable SessionChanges changes) {
        DisconnectCause failure = shared ? SHARED : SessionReset.ERROR;
        try {
            if (!shared) {
                failure = SessionReset.endUse(claim, former, driver, changes);
            }
        } finally {
            slots.giveBack(former, failure, slots.now(), heldNanos, false, claim.attributes());
        }
    }

    /** Explains a server's refusal to write to an application that set its connection to read-only. */
    static void explainRefusalToWrite(Throwable thrown) {
        if (DisconnectClassifier.isRefusalToWrite(thrown) && thrown.getSuppressed().length == 0) {
            thrown.addSuppressed(new SQLException(WRITE_REFUSED));
        }
    }
}
