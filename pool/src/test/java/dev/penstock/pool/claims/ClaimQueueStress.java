package dev.penstock.pool.claims;

import dev.penstock.backends.SlotState;
import dev.penstock.backends.slots.Slot;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Races in the queue, on real threads and compiled in every way (jcstress). A claim withdraws in the same way after a
 * timeout and after an interrupt.
 */
public final class ClaimQueueStress {
    private static final Thread CLAIMANT = new Thread("never started");

    private ClaimQueueStress() {}

    /** A queue, two waiters, and a claimed slot. */
    public static class OneQueue {
        final ClaimQueue queue = new ClaimQueue();
        final Waiter first = new Waiter(CLAIMANT, 0);
        final Waiter second = new Waiter(CLAIMANT, 0);
        final Slot slot = SlotFixture.claimed(1);

        final boolean enqueue(Waiter waiter) {
            return queue.enqueue(waiter, Integer.MAX_VALUE);
        }

        final boolean handOver() {
            return queue.handOver(slot, 0);
        }

        /** Returns the slot as a holder does whose slot barges. */
        final void free() {
            slot.free(SlotState.CLAIMED, 0);
            if (!queue.isEmpty()) {
                VarHandle.fullFence();
                queue.notifyOldest(0);
            }
        }

        /** Looks for a free slot as a waiter does, for the oldest waiter. */
        final void look() {
            if (!queue.isEmpty() && slot.tryClaim() && !handOver()) {
                slot.free(SlotState.CLAIMED, 0);
            }
        }

        /** Looks again as a waiter that came to an empty queue, when the releaser's store has long arrived. */
        final void lookAgain(Waiter waiter) {
            if (waiter.cameToEmptyQueue()) {
                look();
            }
        }

        /** Gives up as a waiter does. A slot that it was given instead is freed. */
        final void giveUp(Waiter waiter) {
            if (!queue.withdraw(waiter) && waiter.slot() != null) {
                free();
            }
            boolean seesToIt = waiter.isDelegated() && slot.state() == SlotState.UNCLAIMED;
            if (!queue.isEmpty() && (waiter.cameToEmptyQueue() || seesToIt)) {
                VarHandle.fullFence();
                queue.notifyOldest(0);
            }
        }
    }

    /** A handover to a waiter that withdraws: either the waiter has the slot, or the releaser keeps it. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "given, and seen by the waiter")
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "withdrawn, and kept by the releaser")
    @Outcome(expect = Expect.FORBIDDEN, desc = "no thread has the slot, or two have it")
    @State
    public static class HandoverAgainstWithdraw extends OneQueue {
        public HandoverAgainstWithdraw() {
            enqueue(first);
        }

        @Actor
        public void releaser(II_Result result) {
            result.r1 = handOver() ? 1 : 0;
        }

        @Actor
        public void waiter(II_Result result) {
            boolean withdrawn = queue.withdraw(first);
            boolean has = first.slot() == slot;
            result.r2 = withdrawn == has ? -1 : has ? 1 : 0;
        }
    }

    /** Two releasers and one waiter: one of them serves it. */
    @JCStressTest
    @Outcome(id = "true, false", expect = Expect.ACCEPTABLE)
    @Outcome(id = "false, true", expect = Expect.ACCEPTABLE)
    @Outcome(expect = Expect.FORBIDDEN, desc = "one of them serves it")
    @State
    public static class HandoverAgainstHandover extends OneQueue {
        public HandoverAgainstHandover() {
            enqueue(first);
        }

        @Actor
        public void one(ZZ_Result result) {
            result.r1 = handOver();
        }

        @Actor
        public void other(ZZ_Result result) {
            result.r2 = handOver();
        }
    }

    /** A claim enqueues and looks again while a slot becomes free. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "it has the slot")
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "it was notified, and will look")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a lost wake-up")
    @State
    public static class EnqueueAgainstFree extends OneQueue {
        @Actor
        public void claimant() {
            enqueue(first);
            first.beginLook();
            look();
        }

        @Actor
        public void releaser() {
            free();
        }

        @Arbiter
        public void after(I_Result result) {
            lookAgain(first);
            result.r1 = first.slot() == slot ? 1 : first.isDelegated() ? 2 : 0;
        }
    }

    /** The oldest waiter gives up while it is notified of a free slot: the next waiter is notified instead. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE)
    @Outcome(expect = Expect.FORBIDDEN, desc = "a slot is free, and the remaining waiter is not notified")
    @State
    public static class AlertAgainstWithdraw extends OneQueue {
        public AlertAgainstWithdraw() {
            enqueue(first);
            enqueue(second);
        }

        @Actor
        public void waiter() {
            giveUp(first);
        }

        @Actor
        public void releaser() {
            free();
        }

        @Arbiter
        public void after(I_Result result) {
            result.r1 = slot.state() != SlotState.UNCLAIMED || second.isDelegated() ? 1 : 0;
        }
    }

    /** A waiter leaves and another comes during a release: the second has the slot, or is notified that it is free. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE)
    @Outcome(expect = Expect.FORBIDDEN, desc = "a slot is lost, or a waiter stranded beside a free one")
    @State
    public static class HandoverAgainstWithdrawAndEnqueue extends OneQueue {
        public HandoverAgainstWithdrawAndEnqueue() {
            enqueue(first);
        }

        @Actor
        public void releaser() {
            if (!handOver()) {
                free();
            }
        }

        @Actor
        public void waiters() {
            giveUp(first);
            enqueue(second);
            second.beginLook();
            look();
        }

        @Arbiter
        public void after(I_Result result) {
            lookAgain(second);
            boolean served = second.slot() == slot && slot.state() == SlotState.CLAIMED;
            boolean notified = second.isDelegated() && slot.state() == SlotState.UNCLAIMED;
            result.r1 = served || notified ? 1 : 0;
        }
    }
}
