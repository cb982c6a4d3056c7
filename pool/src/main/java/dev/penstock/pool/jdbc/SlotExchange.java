package dev.penstock.pool.jdbc;

import dev.penstock.backends.slots.Slot;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Finds other slots for claims whose connection is set to read-only, or back, before its first use.
 *
 * <p>Implementations are thread-safe. They do not wait for a slot; they may wait for the validation of a session that
 * was unused for long.
 */
public interface SlotExchange {
    /**
     * Takes a slot for a claim that is to read only. The caller then holds the slot.
     *
     * @param held the current slot of the claim
     * @return null if the claim is to keep its slot
     */
    @Nullable
    Slot forReading(Slot held);

    /**
     * Takes a slot for a claim that was to read only and is to write now. The caller then holds the slot.
     *
     * @param held the current slot of the claim
     * @return null if the current slot can write
     * @throws SQLException if no slot is free, or no thread can validate its session; the claim is to keep its slot
     */
    @Nullable
    Slot forWriting(Slot held) throws SQLException;
}
