package dev.penstock.pool.claims;

import dev.penstock.backends.Role;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.slots.SlotSet;
import dev.penstock.discovery.Backend;
import dev.penstock.waits.ClaimLedger;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.sql.Connection;

/** Slots without a backend, for a queue that only passes them on. */
public final class TestSlots {
    private static final Constructor<Slot> SLOT;
    private static final SlotSet SET;
    private static final SlotSet OUT_OF_SERVICE;
    private static final Method CONNECTED;
    private static final Method PLACE;
    private static final Connection CONNECTION = (Connection) Proxy.newProxyInstance(
            TestSlots.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> null);

    static {
        try {
            SLOT = Slot.class.getDeclaredConstructor(long.class, SlotSet.class, ClaimLedger.class);
            SLOT.setAccessible(true);
            SET = set();
            OUT_OF_SERVICE = outOfService();
            CONNECTED = Slot.class.getDeclaredMethod("connected", Connection.class, long.class);
            CONNECTED.setAccessible(true);
            PLACE = Slot.class.getDeclaredMethod("place", int.class);
            PLACE.setAccessible(true);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("Slot has changed", e);
        }
    }

    private TestSlots() {}

    private static SlotSet set() throws ReflectiveOperationException {
        Constructor<SlotSet> maker = SlotSet.class.getDeclaredConstructor(Backend.class);
        maker.setAccessible(true);
        return maker.newInstance(Backend.of("test", InetAddress.getLoopbackAddress(), 1));
    }

    /** A set that the routing table has for no target. */
    private static SlotSet outOfService() throws ReflectiveOperationException {
        SlotSet set = set();
        Method role = SlotSet.class.getDeclaredMethod("role");
        role.setAccessible(true);
        Class<?> grant = Class.forName(SlotSet.class.getPackageName() + ".RoutingEligibility");
        Constructor<?> maker = grant.getDeclaredConstructor(Role.class, int.class, int.class);
        maker.setAccessible(true);
        Object roleOfSet = role.invoke(set);
        Method granting = roleOfSet.getClass().getDeclaredMethod("grant", grant);
        granting.setAccessible(true);
        granting.invoke(roleOfSet, maker.newInstance(Role.UNKNOWN, 0, 0));
        return set;
    }

    /** A slot that has a connection and a holder. */
    public static Slot claimed(long id) {
        return claimed(slot(id));
    }

    /** The same of a backend that may not serve. */
    static Slot claimedOutOfService(long id) {
        return claimed(slot(id, OUT_OF_SERVICE));
    }

    private static Slot claimed(Slot slot) {
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
        return slot(id, SET);
    }

    private static Slot slot(long id, SlotSet set) {
        try {
            Slot slot = SLOT.newInstance(id, set, null);
            PLACE.invoke(slot, (int) id);
            return slot;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("the constructor of Slot fails", e);
        }
    }
}
