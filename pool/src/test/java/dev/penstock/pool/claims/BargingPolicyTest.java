package dev.penstock.pool.claims;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.SlotState;
import dev.penstock.backends.slots.Slot;
import dev.penstock.lab.Await;
import dev.penstock.pool.AllSlotsClaimedException;
import dev.penstock.pool.Claimant;
import dev.penstock.pool.Invariants;
import dev.penstock.pool.PenstockConfig;
import dev.penstock.pool.Pools;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which slots barge, how often, and that no waiter misses a slot that barged. */
@Timeout(120)
class BargingPolicyTest {
    private static final long INSTANT = 19_999;
    private static final long BRIEF = 999_999;

    @RegisterExtension
    final Pools pools = new Pools();

    private final ClaimQueue queue = new ClaimQueue();
    private final BargingPolicy barging = new BargingPolicy(queue);
    private final Slot slot = SlotFixture.claimed(1);
    private final Waiter oldest = new Waiter(Thread.currentThread(), 0);

    /** Runs once: after the next look in vain of a waiter, before it decides how long to park. */
    private final AtomicReference<@Nullable Runnable> nextAfterLook = new AtomicReference<>();

    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicLong time = new AtomicLong();

    private void waitersWithPoller() {
        queue.enqueue(oldest, Integer.MAX_VALUE);
        queue.beginPolling(oldest);
    }

    @Test
    void brieflyHeldSlotBargesUpToItsLimit() {
        waitersWithPoller();
        barging.setLimit(2);
        for (int turn = 0; turn < 3; turn++) {
            assertThat(barging.allows(slot, 20_000, 20_000)).isTrue();
            assertThat(barging.allows(slot, BRIEF, BRIEF)).isTrue();
            assertThat(barging.allows(slot, BRIEF, BRIEF)).isFalse();
            slot.handOver(SlotState.CLAIMED, 0);
        }
    }

    @Test
    void eachSlotHasItsOwnBargeCount() {
        waitersWithPoller();
        barging.setLimit(1);
        Slot other = SlotFixture.claimed(2);
        assertThat(barging.allows(slot, 0, BRIEF)).isTrue();
        assertThat(barging.allows(slot, 0, BRIEF)).isFalse();
        assertThat(barging.allows(other, 0, BRIEF)).isTrue();
    }

    @Test
    void instantlyReturnedSlotBargesUntilOldestWaitedTooLong() {
        waitersWithPoller();
        barging.setLimit(1);
        for (int i = 0; i < 10; i++) {
            assertThat(barging.allows(slot, 999_999, INSTANT)).isTrue();
        }
        assertThat(barging.allows(slot, 1_000_000, INSTANT)).isFalse();
        assertThat(barging.allows(slot, 1_000_000, 20_000))
                .as("those did not count")
                .isTrue();
    }

    /** No running thread took the slot; a waiter would have used it sooner. */
    @Test
    void idleSlotThatBargedIsHandedOverNextTimes() {
        waitersWithPoller();
        barging.setLimit(3);
        assertThat(barging.allows(slot, BRIEF, BRIEF)).isTrue();
        assertThat(barging.allows(slot, BRIEF + 49_999, BRIEF))
                .as("it was claimed soon enough")
                .isTrue();
        for (int i = 0; i < 5; i++) {
            assertThat(barging.allows(slot, BRIEF + 50_000, BRIEF)).isFalse();
            slot.handOver(SlotState.CLAIMED, 0);
        }
        assertThat(barging.allows(slot, BRIEF + 50_000, BRIEF)).isTrue();
    }

    @Test
    void longIdleSlotBargesAgainAfterAHundredHandovers() {
        waitersWithPoller();
        barging.setLimit(3);
        assertThat(barging.allows(slot, BRIEF, BRIEF)).isTrue();
        int handedOver = 0;
        while (!barging.allows(slot, Long.MAX_VALUE, BRIEF)) {
            slot.handOver(SlotState.CLAIMED, 0);
            handedOver++;
        }
        assertThat(handedOver).isEqualTo(100);
    }

    @Test
    void longHeldSlotIsHandedOver() {
        waitersWithPoller();
        barging.setLimit(Integer.MAX_VALUE);
        assertThat(barging.allows(slot, 0, 1_000_000)).isFalse();
        assertThat(barging.allows(slot, 0, Long.MAX_VALUE)).as("an unused slot").isFalse();
    }

    @Test
    void noSlotBargesInStrictOrder() {
        waitersWithPoller();
        barging.setLimit(0);
        assertThat(barging.allows(slot, 0, 0)).isFalse();
        assertThat(barging.allows(slot, 0, BRIEF)).isFalse();
        assertThat(barging.isRecent()).as("a polling waiter is of use").isFalse();
    }

    @Test
    void slotIsHandedOverWithoutPollingWaiter() {
        queue.enqueue(oldest, Integer.MAX_VALUE);
        barging.setLimit(3);
        assertThat(barging.allows(slot, 0, BRIEF)).isFalse();
        assertThat(barging.isRecent()).isTrue();
        assertThat(barging.allows(slot, 0, INSTANT))
                .as("the oldest waiter is notified")
                .isTrue();
        queue.beginPolling(oldest);
        assertThat(barging.allows(slot, 0, BRIEF)).isTrue();
        barging.beat();
        assertThat(barging.isRecent()).isFalse();
    }

    @Test
    void onlyOneWaiterPollsAtATime() {
        Waiter second = new Waiter(Thread.currentThread(), 0);
        assertThat(queue.beginPolling(oldest)).isTrue();
        assertThat(queue.beginPolling(oldest)).as("the same waiter again").isTrue();
        assertThat(queue.beginPolling(second)).isFalse();
        assertThat(queue.endPolling(second)).isFalse();
        assertThat(queue.hasPollingWaiter()).isTrue();
        assertThat(queue.endPolling(oldest)).isTrue();
        assertThat(queue.beginPolling(second)).isTrue();
    }

    /** The pool's clock stands still: each hold is an instant, and only waiters look for free slots. */
    @Test
    void waitersFindSlotThatBarged() throws SQLException {
        AtomicLong clock = new AtomicLong();
        Claims claims = pools.bare(1, BargingPolicyTest::patient, clock::get, Duration.ofDays(1))
                .claims();
        ClaimQueue waiting = claims.queue();
        for (int round = 0; round < 200; round++) {
            Connection held = claims.claim();
            Claimant<Connection> first = pollingWaiter(claims);
            Claimant<Connection> second = Claimant.start(claims::claim);
            Await.until("both wait", Invariants.LIMIT, () -> waiting.size() == 2);
            held.close();
            first.result().close();
            second.result().close();
            assertThat(waiting.hasPollingWaiter()).isFalse();
            claims.beat();
        }
    }

    /** A claim that waits and polls, because slots barge. */
    private Claimant<Connection> pollingWaiter(Claims claims) {
        claims.slots().barging().allows(slot, 0, 0);
        Claimant<Connection> waiter = Claimant.start(claims::claim);
        Await.until("it polls", Invariants.LIMIT, claims.queue()::hasPollingWaiter);
        return waiter;
    }

    private Claims oneSlot() {
        return pools.bare(
                        1,
                        BargingPolicyTest::patient,
                        time::get,
                        Duration.ofDays(1),
                        diagnosis -> new ClaimFailuresFixture(diagnosis, this::afterLook))
                .claims();
    }

    private void afterLook() {
        looks.incrementAndGet();
        Runnable action = nextAfterLook.getAndSet(null);
        if (action != null) {
            action.run();
        }
    }

    private void runAfterLook(Runnable action) {
        nextAfterLook.set(action);
        Await.until("a waiter has looked", Invariants.LIMIT, () -> nextAfterLook.get() == null);
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void unneededPollingWaiterStopsPolling() throws SQLException {
        Claims claims = oneSlot();
        Connection held = claims.claim();
        Claimant<Connection> waiter = pollingWaiter(claims);
        claims.beat();
        Await.until("no waiter polls", Invariants.LIMIT, () -> !claims.queue().hasPollingWaiter());
        held.close();
        waiter.result().close();
    }

    /** No slot barges any more while one that barged is free: the polling waiter looks once more before it stops. */
    @Test
    void dismissedPollingWaiterLeavesNoSlotBehind() throws SQLException {
        Claims claims = oneSlot();
        Connection held = claims.claim();
        Claimant<Connection> waiter = pollingWaiter(claims);
        runAfterLook(() -> {
            close(held);
            claims.beat();
        });
        waiter.result().close();
    }

    /** A slot barges, and the polling waiter reaches its deadline: the other waiter is notified. */
    @Test
    void pollingWaiterThatGivesUpLeavesNoSlotBehind() throws SQLException {
        Claims claims = oneSlot();
        Connection held = claims.claim();
        Claimant<Boolean> one = Claimant.start(() -> isServed(claims));
        Await.until("it has looked for the second time", Invariants.LIMIT, () -> looks.get() == 2);
        claims.slots().barging().allows(slot, 0, 0);
        Claimant<Boolean> other = Claimant.start(() -> isServed(claims));
        Await.until("both wait", Invariants.LIMIT, () -> claims.queue().size() == 2);
        Await.until("one polls", Invariants.LIMIT, claims.queue()::hasPollingWaiter);
        runAfterLook(() -> {
            close(held);
            time.set(claims.settings().claims().timeout().toNanos());
        });
        assertThat(one.result()).as("one, but not both").isNotEqualTo(other.result());
    }

    private static boolean isServed(Claims claims) throws SQLException {
        try (Connection mine = claims.claim()) {
            return !mine.isClosed();
        } catch (AllSlotsClaimedException e) {
            return false;
        }
    }

    private static void patient(PenstockConfig config) {
        config.setConnectionTimeout(30_000);
        config.setStatusTimeout(60_000);
        config.setStatusInterval(60_000);
    }
}
