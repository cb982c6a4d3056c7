package dev.penstock.backends.slots;

import dev.penstock.backends.SlotSetTestData;
import dev.penstock.backends.SlotState;
import dev.penstock.waits.ClaimLedger;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitAccounts;
import java.sql.Connection;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Races for one slot, on real threads and compiled in every way (jcstress). */
public final class SlotStress {
    private static final Connection CONNECTION = new SlotSetTestData.Connections().open();
    private static final SlotSet SET = new SlotSet(SlotSetTestData.backend(1));
    private static final ClaimLedger LEDGER =
            new WaitAccounts(NanoClock.system(), new CorrelationIds()).openLedger("test");

    private SlotStress() {}

    /** A slot that has just connected, or is still to. They share a ledger, which no race here is about. */
    public static class OneSlot {
        final Slot slot = new Slot(1, SET, LEDGER);

        final void connect() {
            slot.connected(CONNECTION, 1);
        }

        /** As a holder gives its slot back. */
        final int release() {
            if (slot.condemned()) {
                slot.retire(SlotState.CLAIMED);
                return 2;
            }
            slot.free(SlotState.CLAIMED, 2);
            if (slot.condemned() && slot.tryClaim()) {
                slot.retire(SlotState.CLAIMED);
                return 2;
            }
            return 1;
        }

        /** As a status task evicts a slot. */
        final int evict() {
            slot.condemn();
            if (slot.tryCheck()) {
                slot.retire(SlotState.CHECKING);
                return 2;
            }
            return 1;
        }

        /** As a status task looks at each beat, when a holder's store has long arrived. */
        final boolean lookAgain() {
            boolean left = slot.condemned() && slot.tryCheck();
            if (left) {
                slot.retire(SlotState.CHECKING);
            }
            return left;
        }
    }

    /** Two claimants, one slot. */
    @JCStressTest
    @Outcome(id = "true, false", expect = Expect.ACCEPTABLE)
    @Outcome(id = "false, true", expect = Expect.ACCEPTABLE)
    @Outcome(expect = Expect.FORBIDDEN, desc = "one holder, and always one")
    @State
    public static class ClaimAgainstClaim extends OneSlot {
        public ClaimAgainstClaim() {
            connect();
        }

        @Actor
        public void one(ZZ_Result result) {
            result.r1 = slot.tryClaim();
        }

        @Actor
        public void other(ZZ_Result result) {
            result.r2 = slot.tryClaim();
        }
    }

    /** A claimant and a status task that takes the slot out of its reach. */
    @JCStressTest
    @Outcome(id = "true, false", expect = Expect.ACCEPTABLE)
    @Outcome(id = "false, true", expect = Expect.ACCEPTABLE)
    @Outcome(expect = Expect.FORBIDDEN, desc = "one owner, and always one")
    @State
    public static class ClaimAgainstCheck extends OneSlot {
        public ClaimAgainstCheck() {
            connect();
        }

        @Actor
        public void claimant(ZZ_Result result) {
            result.r1 = slot.tryClaim();
        }

        @Actor
        public void task(ZZ_Result result) {
            result.r2 = slot.tryCheck();
        }
    }

    /** A holder gives back what is evicted at that moment: one of the two retires it. */
    @JCStressTest
    @Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "retired by the task")
    @Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "retired by the holder")
    @Outcome(id = "1, 3", expect = Expect.ACCEPTABLE, desc = "neither saw the other: retired at the next beat")
    @Outcome(expect = Expect.FORBIDDEN, desc = "left to nobody, or retired twice")
    @State
    public static class ReleaseAgainstEvict extends OneSlot {
        public ReleaseAgainstEvict() {
            connect();
            slot.tryClaim();
        }

        @Actor
        public void holder(II_Result result) {
            result.r1 = release();
        }

        @Actor
        public void task(II_Result result) {
            result.r2 = evict();
        }

        @Arbiter
        public void after(II_Result result) {
            if (lookAgain()) {
                result.r2 += 2;
            }
            if (slot.state() != SlotState.RETIRED) {
                result.r1 = -1;
            }
        }
    }

    /** A claimant who finds the slot free while it is evicted is its holder, and retires it. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE)
    @Outcome(expect = Expect.FORBIDDEN, desc = "a condemned slot outlives its holders")
    @State
    public static class ClaimAndReleaseAgainstEvict extends OneSlot {
        public ClaimAndReleaseAgainstEvict() {
            connect();
        }

        @Actor
        public void claimant() {
            if (slot.tryClaim()) {
                release();
            }
        }

        @Actor
        public void task() {
            evict();
        }

        @Arbiter
        public void after(I_Result result) {
            lookAgain();
            result.r1 = slot.state() == SlotState.RETIRED ? 1 : 0;
        }
    }

    /** What was written before the slot became free is seen by who claims it. */
    @JCStressTest
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "not connected yet")
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "claimed, with its connection")
    @Outcome(expect = Expect.FORBIDDEN, desc = "claimed without the connection it was freed with")
    @State
    public static class ConnectAgainstClaim extends OneSlot {
        @Actor
        public void task() {
            connect();
        }

        @Actor
        public void claimant(I_Result result) {
            if (slot.tryClaim()) {
                result.r1 = slot.connection() == CONNECTION && slot.freeSince() == 1 ? 1 : 2;
            }
        }
    }

    /** A holder's release is seen whole by the next holder. */
    @JCStressTest
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "not free yet")
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "free since the release")
    @Outcome(expect = Expect.FORBIDDEN, desc = "free since before the release")
    @State
    public static class ReleaseAgainstClaim extends OneSlot {
        public ReleaseAgainstClaim() {
            connect();
            slot.tryClaim();
        }

        @Actor
        public void holder() {
            slot.beginReset();
            slot.free(SlotState.RESETTING, 2);
        }

        @Actor
        public void claimant(I_Result result) {
            result.r1 = slot.tryClaim() ? (int) slot.freeSince() : 0;
        }
    }

    /** A slot whose holder resets the session, while the supervisor finds the reset late. */
    public static class LateReset extends OneSlot {
        LateReset() {
            connect();
            slot.tryClaim();
            slot.beginReset();
        }
    }

    /** The reset ends, and another claim begins, while the supervisor gives the reset up. */
    @JCStressTest
    @Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "the claimant has a connection that is not aborted")
    @Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "aborted, and used by nobody")
    @Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "condemned only")
    @Outcome(id = "true, true", expect = Expect.FORBIDDEN, desc = "aborted under the next claim")
    @State
    public static class FreeAndClaimAgainstLateReset extends LateReset {
        @Actor
        public void holder(ZZ_Result result) {
            slot.free(SlotState.RESETTING, 2);
            result.r1 = slot.tryClaim() && !slot.condemned(); // as a claimant trusts a connection
        }

        @Actor
        public void supervisor(ZZ_Result result) {
            result.r2 = slot.condemnReset(1);
        }
    }

    /** The reset ends, and the slot goes to a waiter, while the supervisor gives the reset up. */
    @JCStressTest
    @Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "the waiter has a connection that is not aborted")
    @Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "aborted, and handed to nobody")
    @Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "condemned only")
    @Outcome(id = "true, true", expect = Expect.FORBIDDEN, desc = "aborted under the waiter")
    @State
    public static class HandOverAgainstLateReset extends LateReset {
        @Actor
        public void holder(ZZ_Result result) {
            result.r1 = slot.movesToWaiter(SlotState.RESETTING, 2);
        }

        @Actor
        public void supervisor(ZZ_Result result) {
            result.r2 = slot.condemnReset(1);
        }
    }
}
