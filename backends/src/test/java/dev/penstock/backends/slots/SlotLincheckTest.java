package dev.penstock.backends.slots;

import dev.penstock.backends.SlotSetTestData;
import dev.penstock.backends.SlotState;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.sessions.CloseReason;
import java.sql.Connection;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * A slot has at most one owner, whoever competes for it and however it is passed on (Lincheck: N. Koval et al.,
 * Lincheck: A Practical Framework for Testing Concurrent Data Structures on JVM, CAV 2023). Each operation gets hold
 * of the slot, counts the owners, and lets go of it in one of the ways there are; the sequential specification is the
 * same class with one thread.
 */
public class SlotLincheckTest {
    private static final Connection CONNECTION = new SlotSetTestData.Connections().open();

    private final AtomicInteger owners = new AtomicInteger();
    private final Slot slot;

    public SlotLincheckTest() {
        WaitAccounts accounts = new WaitAccounts(NanoClock.system(), new CorrelationIds("lincheck"));
        slot = new Slot(1, new SlotSet(SlotSetTestData.backend(1)), accounts.openLedger("test"));
        slot.connected(CONNECTION, 1);
    }

    private boolean alone() {
        boolean alone = owners.incrementAndGet() == 1 && slot.connection() == CONNECTION;
        owners.decrementAndGet();
        return alone;
    }

    /** How many owners there are beside an owner: 0, or nobody got it: 0 too. */
    @Operation
    public boolean claimAndFree() {
        if (!slot.tryClaim()) {
            return true;
        }
        boolean alone = alone();
        slot.free(SlotState.CLAIMED, 2);
        return alone;
    }

    @Operation
    public boolean claimResetAndFree() {
        if (!slot.tryClaim()) {
            return true;
        }
        slot.beginReset();
        boolean alone = alone();
        slot.free(SlotState.RESETTING, 3);
        return alone;
    }

    @Operation
    public boolean claimHandOverAndFree() {
        if (!slot.tryClaim()) {
            return true;
        }
        slot.beginReset();
        slot.handOver(SlotState.RESETTING, 4);
        boolean alone = alone();
        slot.handOver(SlotState.CLAIMED, 5);
        slot.free(SlotState.CLAIMED, 6);
        return alone;
    }

    @Operation
    public boolean checkAndFree() {
        if (!slot.tryCheck()) {
            return true;
        }
        boolean alone = alone();
        slot.free(SlotState.CHECKING, 7);
        return alone;
    }

    @Operation
    public boolean replace() {
        if (!slot.tryCheck()) {
            return true;
        }
        boolean alone = alone()
                && slot.reconnect(SlotState.CHECKING, CloseReason.CONNECTION_LOST)
                                .connection()
                        == CONNECTION;
        slot.connected(CONNECTION, 8);
        return alone;
    }

    @Test
    void everyInterleavingOfTwoThreadsHasOneOwner() {
        new ModelCheckingOptions()
                .iterations(8)
                .invocationsPerIteration(300)
                .threads(2)
                .actorsPerThread(2)
                .actorsBefore(0)
                .actorsAfter(0)
                .check(SlotLincheckTest.class);
    }

    @Test
    void threeThreadsAtFullSpeedHaveOneOwner() {
        new StressOptions()
                .iterations(8)
                .invocationsPerIteration(1_000)
                .threads(3)
                .actorsPerThread(2)
                .actorsBefore(0)
                .actorsAfter(0)
                .check(SlotLincheckTest.class);
    }
}
