package dev.penstock.pool.claims;

import dev.penstock.backends.Role;
import dev.penstock.backends.roles.RoutingEligibility;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.slots.SlotSet;
import dev.penstock.discovery.Backend;
import dev.penstock.waits.ClaimLedger;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitAccounts;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.sql.Connection;

/** Slots without a pool, for a queue that only passes them on. Each has a slot set of its own; none records. */
public final class SlotFixture {
    private static final Backend BACKEND = Backend.of("test", InetAddress.getLoopbackAddress(), 1);
    private static final ClaimLedger LEDGER =
            new WaitAccounts(NanoClock.system(), new CorrelationIds()).openLedger("test");
    private static final Connection CONNECTION = (Connection) Proxy.newProxyInstance(
            SlotFixture.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> null);

    private SlotFixture() {}

    /** A slot that has a connection and a holder. */
    public static Slot claimed(long id) {
        return claimed(slot(id));
    }

    /** A claimed slot of a backend that the routing table has for no target. */
    static Slot claimedOutOfService(long id) {
        Slot slot = claimed(id);
        slot.set().role().setEligibility(new RoutingEligibility(Role.UNKNOWN, 0, 0));
        return slot;
    }

    private static Slot claimed(Slot slot) {
        slot.connected(CONNECTION, 0);
        if (!slot.tryClaim()) {
            throw new AssertionError("the slot cannot be claimed");
        }
        return slot;
    }

    static Slot slot(long id) {
        SlotSet set = new SlotSet(BACKEND);
        Slot slot = new Slot(id, set, LEDGER);
        set.add(slot);
        return slot;
    }
}
