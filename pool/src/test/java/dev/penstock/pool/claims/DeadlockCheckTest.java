package dev.penstock.pool.claims;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.slots.SlotSet;
import dev.penstock.discovery.Backend;
import dev.penstock.lab.Await;
import dev.penstock.pool.Invariants;
import dev.penstock.pool.deadlocks.Deadlock;
import dev.penstock.waits.ClaimAttributes;
import dev.penstock.waits.ClaimGuard;
import dev.penstock.waits.ClaimLedger;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A thread that holds the only slot and waits for another, and what happens between two readings of it. */
class DeadlockCheckTest {
    private static final long SECOND = 1_000_000_000;

    private final AtomicLong clock = new AtomicLong(SECOND);
    private final WaitAccounts accounts = new WaitAccounts(clock::get, new CorrelationIds());
    private final ClaimLedger ledger = accounts.openLedger("test");
    private final SlotSet set = new SlotSet(Backend.of("test", InetAddress.getLoopbackAddress(), 1));
    private final Slot slot = new Slot(1, set, ledger);
    private final Held held = new Held();
    private final ClaimQueue queue = new ClaimQueue();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final List<Deadlock> found = new ArrayList<>();
    private Runnable between = () -> {};
    private final Thread claimant = new Thread(this::claimAndWait, "claimant");
    private final Waiter waiter = new Waiter(claimant, clock.get());
    private final DeadlockCheck check = new DeadlockCheck(
            new DeadlockCheck.Slots(() -> List.of(slot), any -> true, () -> {
                between.run();
                return false;
            }),
            queue,
            LockWaits.NONE,
            clock::get,
            found::add);

    private final class Held extends ClaimGuard {
        Held() {
            super(ClaimAttributes.NONE);
        }

        @Override
        protected ClaimLedger ledger() {
            return ledger;
        }

        @Override
        public void reclaim(String reason) {
            throw new UnsupportedOperationException(reason);
        }

        void call(long nanos) {
            beginCall(clock::get, null);
            clock.addAndGet(nanos);
            endCall(clock::get);
        }
    }

    private void claimAndWait() {
        ledger.recordImmediateClaim(held, clock.get());
        while (!ended.get()) {
            LockSupport.park(ParkBlocker.of(WaitEvent.CLAIM_WAIT_SLOT));
        }
    }

    @BeforeEach
    void claimantWaitsForTwoSeconds() {
        set.add(slot);
        claimant.start();
        Await.until("the claimant is parked", Invariants.LIMIT, () -> claimant.getState() == Thread.State.WAITING);
        assertThat(queue.enqueue(waiter, 1)).isTrue();
        waiter.beginLook();
        assertThat(waiter.beginPark(false)).isTrue();
        clock.addAndGet(2 * SECOND);
    }

    @AfterEach
    void endClaimant() throws InterruptedException {
        ended.set(true);
        LockSupport.unpark(claimant);
        claimant.join();
        assertThat(accounts.snapshot().unaccountedNanos()).isZero();
    }

    @Test
    void holderOfTheOnlySlotThatWaitsIsADeadlock() {
        check.look();
        assertThat(found).singleElement().asString().contains("1 thread holds the only slot", "'claimant'");
    }

    @Test
    void callBetweenTwoReadingsIsProgress() {
        between = () -> held.call(1_000);
        check.look();
        assertThat(found).isEmpty();
    }

    @Test
    void callUnderWayIsProgress() {
        held.call(1_000);
        check.look();
        assertThat(found).isEmpty();
    }
}
