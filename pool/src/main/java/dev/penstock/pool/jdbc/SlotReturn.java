package dev.penstock.pool.jdbc;

import dev.penstock.backends.Slot;
import dev.penstock.backends.SlotState;
import dev.penstock.waits.NanoClock;

/**
 * Where a claim's slot goes when it is over. Implementations are thread-safe and return each slot, whatever happens.
 */
public interface SlotReturn {
    /** The clock that claims are timed by. */
    NanoClock clock();

    /** The session is reset: the slot may serve another claim. */
    void clean(Slot slot, SlotState from, long now);

    /** The connection is not to be used again. */
    void broken(Slot slot, SlotState from, String reason);
}
