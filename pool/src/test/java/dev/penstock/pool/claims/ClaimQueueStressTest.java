package dev.penstock.pool.claims;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.slots.Slot;
import dev.penstock.pool.Claimant;
import dev.penstock.pool.Invariants;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Real threads on one queue: slots are returned to it, and waiters give up at random times. */
class ClaimQueueStressTest {
    private static final int SLOTS = 3;
    private static final int CLAIMANTS = 8;
    private static final int CLAIMS = 20_000;

    private final ClaimQueue queue = new ClaimQueue();
    private final Queue<Slot> free = new ConcurrentLinkedQueue<>();
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong gaveUp = new AtomicLong();
    private final AtomicLong interrupted = new AtomicLong();
    private final AtomicLong made = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void timeoutsAndInterruptsLoseNoSlot() {
        for (int i = 0; i < SLOTS; i++) {
            free.add(SlotFixture.slot(i));
        }
        List<Claimant<Void>> claimants = new ArrayList<>();
        for (int i = 0; i < CLAIMANTS; i++) {
            SplittableRandom random = new SplittableRandom(i);
            claimants.add(Claimant.start("claimant-" + i, () -> claimAndRelease(random)));
        }
        Claimant<Void> interrupter = Claimant.start("interrupter", () -> interruptAtRandom(claimants));
        claimants.forEach(Claimant::result);
        over.set(true);
        interrupter.result();
        assertThat(free.stream().map(Slot::id)).containsExactlyInAnyOrder(0L, 1L, 2L);
        assertThat(queue.isEmpty()).isTrue();
        assertThat(served.get() + gaveUp.get() + interrupted.get()).isEqualTo(made.get());
    }

    private boolean allHappened() {
        return served.get() > 0 && gaveUp.get() > 0 && interrupted.get() > 0;
    }

    private Void interruptAtRandom(List<Claimant<Void>> claimants) {
        SplittableRandom random = new SplittableRandom(99);
        while (!over.get()) {
            claimants.get(random.nextInt(claimants.size())).thread().interrupt();
            LockSupport.parkNanos(20_000);
        }
        return null;
    }

    private Void claimAndRelease(SplittableRandom random) {
        for (int i = 0; i < CLAIMS || !allHappened(); i++) {
            made.incrementAndGet();
            Slot slot = free.poll();
            if (slot == null) {
                slot = await(random.nextInt(4) == 0 ? 0 : random.nextLong(200_000));
            } else {
                served.incrementAndGet();
            }
            if (slot != null) {
                release(slot);
            }
        }
        return null;
    }

    private Slot await(long nanos) {
        long deadline = System.nanoTime() + nanos;
        Waiter waiter = new Waiter(Thread.currentThread(), 0);
        queue.enqueue(waiter, Integer.MAX_VALUE);
        offerFree();
        while (waiter.slot() == null) {
            boolean stop = Thread.interrupted();
            long left = deadline - System.nanoTime();
            if (stop || left <= 0) {
                return giveUp(waiter, stop);
            }
            LockSupport.parkNanos(left);
        }
        served.incrementAndGet();
        return waiter.slot();
    }

    private Slot giveUp(Waiter waiter, boolean stop) {
        (stop ? interrupted : gaveUp).incrementAndGet();
        if (queue.withdraw(waiter)) {
            assertThat(waiter.slot()).isNull();
            return null;
        }
        return waiter.slot();
    }

    private void release(Slot slot) {
        if (!queue.handOver(slot, 0)) {
            free.add(slot);
            offerFree();
        }
    }

    private void offerFree() {
        while (!queue.isEmpty()) {
            Slot slot = free.poll();
            if (slot == null) {
                return;
            }
            if (!queue.handOver(slot, 0)) {
                free.add(slot);
            }
        }
    }

    /** A waiter that stays is served by a slot that is released at the moment when it enqueues. */
    @Test
    void concurrentReleaseAndEnqueueLoseNoWakeUp() {
        for (int round = 0; round < 5_000; round++) {
            Waiter waiter = new Waiter(Thread.currentThread(), 0);
            Slot slot = SlotFixture.slot(round);
            AtomicBoolean go = new AtomicBoolean();
            releaser.offer(() -> {
                go.set(true);
                release(slot);
            });
            while (!go.get()) {
                Thread.onSpinWait();
            }
            queue.enqueue(waiter, Integer.MAX_VALUE);
            offerFree();
            long began = System.nanoTime();
            while (waiter.slot() == null) {
                assertThat(System.nanoTime() - began).as("a wake-up was lost").isLessThan(Invariants.LIMIT.toNanos());
                Thread.onSpinWait();
            }
        }
        releaser.end();
        assertThat(free).isEmpty();
    }

    private final Releaser releaser = new Releaser();

    /** A thread that spins for work, so that it runs at the same instant as the thread that offered it. */
    private static final class Releaser {
        private final AtomicBoolean ended = new AtomicBoolean();
        private final Queue<Runnable> work = new ConcurrentLinkedQueue<>();
        private final Claimant<Void> thread = Claimant.start("releaser", this::run);

        void offer(Runnable next) {
            work.add(next);
        }

        private Void run() {
            while (!ended.get()) {
                Runnable next = work.poll();
                if (next != null) {
                    next.run();
                }
                Thread.onSpinWait();
            }
            return null;
        }

        void end() {
            ended.set(true);
            thread.result();
        }
    }
}
