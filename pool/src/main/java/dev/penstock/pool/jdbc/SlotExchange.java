package dev.penstock.pool.jdbc;

import dev.penstock.backends.slots.Slot;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Has other slots for claims that said what they are for before they did anything. Implementations are thread-safe,
 * and wait for nothing but the check of a connection that was unused for long.
 */
public interface SlotExchange {
    /**
     * A slot for a claim that is to read only, which the caller holds from here on; null where the claim is to stay.
     *
     * @param held the slot that it has
     */
    @Nullable
    Slot forReading(Slot held);

    /**
     * A slot for such a claim that is to write after all; null where the one it has will do.
     *
     * @param held the slot that it has
     * @throws SQLException if there is none; the claim is to stay then
     */
    @Nullable
    Slot forWriting(Slot held) throws SQLException;

    /** Gives back a slot that was not used. */
    void unused(Slot slot);
}
