package dev.penstock.pool;

import dev.penstock.backends.Slot;
import dev.penstock.backends.SlotSet;
import dev.penstock.waits.ClaimLedger;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;

/** Slots without a backend, for a queue that only passes them on. */
final class TestSlots {
    private static final Constructor<Slot> SLOT;
    private static final Method CONNECTED;
    private static final Connection CONNECTION = (Connection) Proxy.newProxyInstance(
            TestSlots.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> null);

    static {
        try {
            SLOT = Slot.class.getDeclaredConstructor(long.class, SlotSet.class, ClaimLedger.class);
            SLOT.setAccessible(true);
            CONNECTED = Slot.class.getDeclaredMethod("connected", Connection.class, long.class);
            CONNECTED.setAccessible(true);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("Slot has changed", e);
        }
    }

    private TestSlots() {}

    /** A slot that has a connection and a holder. */
    static Slot claimed(long id) {
        Slot slot = slot(id);
        try {
            CONNECTED.invoke(slot, CONNECTION, 0L);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("the slot does not connect", e);
        }
        if (!slot.tryClaim()) {
            throw new AssertionError("the slot cannot be claimed");
        }
        return slot;
    }

    static Slot slot(long id) {
        try {
            return SLOT.newInstance(id, null, null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("the constructor of Slot fails", e);
        }
    }
}
