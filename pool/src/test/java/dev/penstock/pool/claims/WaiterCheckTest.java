package dev.penstock.pool.claims;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.SlotState;
import dev.penstock.backends.slots.Slot;
import dev.penstock.lab.Await;
import dev.penstock.pool.Invariants;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A queue whose releases notify nobody: the part of the pool that is broken here. */
class WaiterCheckTest {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final long SLOT_FREED = 5;

    private final ClaimQueue queue = new ClaimQueue();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Thread claimant = new Thread(() -> {
        while (!ended.get()) {
            LockSupport.park(this);
        }
    });
    private final Waiter waiter = new Waiter(claimant, 0);
    private final Slot slot = SlotFixture.claimed(1);
    private final Queue<Runnable> planned = new ArrayDeque<>();
    private final List<String> violations = new ArrayList<>();
    private long now;
    private boolean open = true;
    private boolean offered = true;

    private final WaiterCheck check = new WaiterCheck(
            queue,
            () -> now,
            () -> open,
            new WaiterCheck.FreeSlots(
                    target -> slot.state() == SlotState.UNCLAIMED ? slot : null, candidate -> offered),
            this::plan,
            violations::add);

    private void plan(Runnable work, Duration delay) {
        planned.add(() -> {
            now += delay.toNanos();
            work.run();
        });
    }

    /** Runs the looks of one status interval, with {@code between} after the first. */
    private void interval(Runnable between) {
        check.beat(INTERVAL);
        planned.remove().run();
        between.run();
        while (!planned.isEmpty()) {
            planned.remove().run();
        }
    }

    @BeforeEach
    void parkClaimant() {
        claimant.start();
        Await.until("the claimant is parked", Invariants.LIMIT, () -> claimant.getState() == Thread.State.WAITING);
    }

    @AfterEach
    void endClaimant() throws InterruptedException {
        ended.set(true);
        LockSupport.unpark(claimant);
        claimant.join();
    }

    private void waitBesideFreeSlot() {
        assertThat(queue.enqueue(waiter, 1)).isTrue();
        waiter.beginLook();
        assertThat(waiter.beginPark(false)).isTrue();
        slot.free(SlotState.CLAIMED, SLOT_FREED);
    }

    @Test
    void lostWakeUpIsFoundWithinOneIntervalAndCountsOnce() {
        waitBesideFreeSlot();
        interval(() -> {});
        assertThat(violations)
                .singleElement()
                .asString()
                .contains("has waited for 610 ms")
                .contains("slot 1 of")
                .contains("UNCLAIMED")
                .contains("110 ms");
        interval(() -> {});

        assertThat(violations).hasSize(1);
    }

    @Test
    void claimThatLooksInVainIsFound() {
        waitBesideFreeSlot();
        waiter.beginLook();
        assertThat(waiter.beginPark(true)).isTrue();
        interval(() -> {
            for (int look = 0; look < 2; look++) {
                waiter.beginLook();
                assertThat(waiter.beginPark(true)).isTrue();
            }
        });

        assertThat(violations).hasSize(1);
    }

    @Test
    void claimWhoseThreadGetsNoProcessorIsNoViolation() {
        waitBesideFreeSlot();
        waiter.beginLook();
        assertThat(waiter.beginPark(true)).isTrue();
        interval(() -> {});
        assertThat(violations).isEmpty();
        waiter.delegate(now);
        interval(() -> {});

        assertThat(violations).isEmpty();
    }

    @Test
    void slotThatWasUsedMeanwhileIsNoViolation() {
        waitBesideFreeSlot();
        interval(() -> {
            assertThat(slot.tryClaim()).isTrue();
            slot.free(SlotState.CLAIMED, SLOT_FREED + 1);
        });

        assertThat(violations).isEmpty();
    }

    @Test
    void slotThatIsNotOfferedYetIsNoViolation() {
        waitBesideFreeSlot();
        interval(() -> offered = false);

        assertThat(violations).isEmpty();
    }

    @Test
    void suspendedPoolIsNoViolation() {
        waitBesideFreeSlot();
        interval(() -> open = false);

        assertThat(violations).isEmpty();
    }

    @Test
    void secondLookAfterAPauseOfTheProcessDoesNotCount() {
        waitBesideFreeSlot();
        interval(() -> now += INTERVAL.toNanos());

        assertThat(violations).isEmpty();
    }

    @Test
    void waiterThatIsServedMeanwhileIsNoViolation() {
        waitBesideFreeSlot();
        interval(() -> {
            assertThat(slot.tryClaim()).isTrue();
            assertThat(queue.handOver(slot, now)).isTrue();
        });

        assertThat(violations).isEmpty();
        assertThat(queue.isEmpty()).isTrue();
    }
}
