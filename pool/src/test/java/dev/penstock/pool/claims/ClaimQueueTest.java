package dev.penstock.pool.claims;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.slots.SlotSet;
import dev.penstock.lab.Await;
import dev.penstock.pool.Claimant;
import dev.penstock.pool.Invariants;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class ClaimQueueTest {
    private final ClaimQueue queue = new ClaimQueue();
    private final Slot slot = SlotFixture.slot(1);

    private static Waiter waiter() {
        return new Waiter(Thread.currentThread(), 0);
    }

    private Waiter enqueued() {
        Waiter waiter = waiter();
        queue.enqueue(waiter, Integer.MAX_VALUE);
        return waiter;
    }

    @Test
    void pollingWaiterFindsFreeSlotWithoutNotification() {
        Waiter oldest = enqueued();
        Waiter pollingWaiter = enqueued();
        queue.beginPolling(pollingWaiter);
        queue.notifyOldest(slot, 0);
        assertThat(oldest.state()).isEqualTo(Waiter.State.WAITING);
        queue.endPolling(pollingWaiter);
        queue.notifyOldest(slot, 0);
        assertThat(oldest.state()).isEqualTo(Waiter.State.NOTIFIED);
    }

    @Test
    void oldestWaiterIsServedFirst() {
        List<Waiter> waiters = List.of(enqueued(), enqueued(), enqueued());
        for (int served = 0; served < waiters.size(); served++) {
            assertThat(queue.handOver(SlotFixture.slot(served), 0)).isTrue();
            Slot given = waiters.get(served).slot();
            assertThat(given).isNotNull();
            assertThat(given.id()).isEqualTo(served);
        }
        assertThat(queue.handOver(slot, 0)).isFalse();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void warmSlotSearchEndsAtThirtyTwoWaiters() {
        Thread other = threadOfAnotherBucket();
        Slot warm = SlotFixture.slot(7);
        warm.rememberUseBy(SlotSet.bucketOf(Thread.currentThread()));
        for (int before : new int[] {31, 32}) {
            List<Waiter> waiters = new ArrayList<>();
            for (int i = 0; i < before; i++) {
                Waiter cold = new Waiter(other, 0);
                queue.enqueue(cold, Integer.MAX_VALUE);
                waiters.add(cold);
            }
            waiters.add(enqueued());
            queue.handOver(warm, 0, true);
            assertThat(waiters.get(before == 31 ? 31 : 0).slot()).isSameAs(warm);
            waiters.forEach(queue::withdraw);
        }
    }

    /** The requeued waiter stands before waiters that are older. */
    @Test
    void oldWaiterBehindRequeuedOneIsNotOvertaken() {
        Thread other = threadOfAnotherBucket();
        Slot warm = SlotFixture.slot(7);
        warm.rememberUseBy(SlotSet.bucketOf(Thread.currentThread()));
        Waiter oldest = new Waiter(other, 0);
        Waiter late = new Waiter(Thread.currentThread(), ClaimQueue.WARM_OVERTAKE_NANOS + 1);
        Waiter bounced = new Waiter(other, 10 * ClaimQueue.WARM_OVERTAKE_NANOS);
        queue.enqueue(oldest, Integer.MAX_VALUE);
        queue.enqueue(late, Integer.MAX_VALUE);
        queue.requeue(bounced);
        queue.handOver(warm, 0, true);
        assertThat(bounced.slot()).isSameAs(warm);
        assertThat(List.of(oldest, late)).allMatch(queue::withdraw);
    }

    @Test
    void oldestWaiterIsOvertakenThirtyOneTimesAtMost() {
        Slot warm = SlotFixture.slot(7);
        warm.rememberUseBy(SlotSet.bucketOf(Thread.currentThread()));
        Waiter oldest = new Waiter(threadOfAnotherBucket(), 0);
        queue.enqueue(oldest, Integer.MAX_VALUE);
        List<Waiter> others = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            others.add(enqueued());
        }
        int before = 0;
        while (oldest.slot() == null) {
            queue.handOver(warm, 0, true);
            before++;
        }
        assertThat(before).isEqualTo(32);
        others.forEach(queue::withdraw);
    }

    @Test
    void noWaiterIsOvertakenDuringShedding() {
        Slot warm = SlotFixture.slot(7);
        warm.rememberUseBy(SlotSet.bucketOf(Thread.currentThread()));
        queue.setShedding(() -> new CoDel(Claims.QUEUE_TARGET));
        Waiter oldest = new Waiter(threadOfAnotherBucket(), 0);
        queue.enqueue(oldest, Integer.MAX_VALUE);
        Waiter second = enqueued();
        queue.handOver(warm, 0, true);
        assertThat(oldest.slot()).isSameAs(warm);
        assertThat(queue.withdraw(second)).isTrue();
    }

    private static Thread threadOfAnotherBucket() {
        Thread other = new Thread(() -> {});
        while (SlotSet.bucketOf(other) == SlotSet.bucketOf(Thread.currentThread())) {
            other = new Thread(() -> {});
        }
        return other;
    }

    @Test
    void slotOfIneligibleBackendIsNotHandedOver() {
        Waiter waiter = enqueued();
        Slot dead = SlotFixture.claimedOutOfService(7);
        assertThat(queue.handOver(dead, 0)).isFalse();
        assertThat(queue.longestWait(dead, 5)).isZero();
        queue.notifyOldest(dead, 0);
        assertThat(waiter.isDelegated()).isFalse();
        assertThat(waiter.slot()).isNull();
        assertThat(queue.withdraw(waiter)).isTrue();
    }

    @Test
    void requeuedWaiterIsServedFirst() {
        Waiter second = enqueued();
        Waiter bounced = waiter();
        queue.requeue(bounced);
        queue.handOver(slot, 0);
        assertThat(bounced.slot()).isSameAs(slot);
        assertThat(second.slot()).isNull();
        assertThat(queue.withdraw(second)).isTrue();
    }

    @Test
    void withdrawnWaiterIsNotServed() {
        for (int leaves = 0; leaves < 3; leaves++) {
            List<Waiter> waiters = new ArrayList<>(List.of(enqueued(), enqueued(), enqueued()));
            Waiter gone = waiters.remove(leaves);
            assertThat(queue.withdraw(gone)).isTrue();
            assertThat(queue.withdraw(gone)).as("a second time").isFalse();
            assertThat(queue.size()).isEqualTo(2);
            waiters.forEach(left -> {
                queue.handOver(slot, 0);
                assertThat(left.slot()).isSameAs(slot);
            });
            assertThat(gone.slot()).isNull();
            assertThat(queue.isEmpty()).isTrue();
        }
    }

    @Test
    void servedWaiterCannotWithdraw() {
        Waiter served = enqueued();
        queue.handOver(slot, 0);
        assertThat(queue.withdraw(served)).isFalse();
        assertThat(served.slot()).isSameAs(slot);
    }

    @Test
    void wakeAllWakesEachWaiterAndServesNone() {
        List<Claimant<Boolean>> claimants = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            claimants.add(Claimant.start(() -> {
                Waiter mine = waiter();
                queue.enqueue(mine, Integer.MAX_VALUE);
                LockSupport.park();
                return queue.withdraw(mine);
            }));
        }
        Await.until(
                "all are parked",
                Invariants.LIMIT,
                () -> claimants.stream().allMatch(claimant -> claimant.thread().getState() == Thread.State.WAITING));
        queue.wakeAll(0);
        claimants.forEach(claimant -> assertThat(claimant.result()).isTrue());
        assertThat(queue.isEmpty()).isTrue();
    }
}
