package dev.penstock.pool;

import dev.penstock.backends.Slot;
import dev.penstock.backends.SlotSet;
import dev.penstock.waits.ClaimLedger;
import java.lang.reflect.Constructor;

/** Slots without a backend, for a queue that only passes them on. */
final class TestSlots {
    private TestSlots() {}

    static Slot slot(long id) {
        try {
            Constructor<Slot> constructor =
                    Slot.class.getDeclaredConstructor(long.class, SlotSet.class, ClaimLedger.class);
            constructor.setAccessible(true);
            return constructor.newInstance(id, null, null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("the constructor of Slot has changed", e);
        }
    }
}
