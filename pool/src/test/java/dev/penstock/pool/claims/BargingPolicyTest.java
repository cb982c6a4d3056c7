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

/** Which slots pass those who wait, how often, and that none is forgotten. */
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

    /** What happens when a waiter has looked and not found anything, and has not parked yet; once. */
    private final AtomicReference<@Nullable Runnable> afterLook = new AtomicReference<>();

    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicLong time = new AtomicLong();

    private void waitersWithPoller() {
        queue.enqueue(oldest, Integer.MAX_VALUE);
        queue.beginPolling(oldest);
    }

    @Test
    void aSlotHeldForAShortTimePassesAsOftenAsItMay() {
        waitersWithPoller();
        barging.setLimit(2);
        for (int turn = 0; turn < 3; turn++) {
            assertThat(barging.passes(slot, 20_000, 20_000)).isTrue();
            assertThat(barging.passes(slot, BRIEF, BRIEF)).isTrue();
            assertThat(barging.passes(slot, BRIEF, BRIEF)).isFalse();
            slot.handOver(SlotState.CLAIMED, 0);
        }
    }

    @Test
    void eachSlotHasItsOwnBargeCount() {
        waitersWithPoller();
        barging.setLimit(1);
        Slot other = SlotFixture.claimed(2);
        assertThat(barging.passes(slot, 0, BRIEF)).isTrue();
        assertThat(barging.passes(slot, 0, BRIEF)).isFalse();
        assertThat(barging.passes(other, 0, BRIEF)).isTrue();
    }

    @Test
    void aSlotHeldForAnInstantPassesUntilTheOldestHasWaitedForAMillisecond() {
        waitersWithPoller();
        barging.setLimit(1);
        for (int i = 0; i < 10; i++) {
            assertThat(barging.passes(slot, 999_999, INSTANT)).isTrue();
        }
        assertThat(barging.passes(slot, 1_000_000, INSTANT)).isFalse();
        assertThat(barging.passes(slot, 1_000_000, 20_000))
                .as("none of those counted")
                .isTrue();
    }

    /** Nobody ran who could have had it, so a waiter would have had it sooner. */
    @Test
    void aSlotThatLayFreeAfterItPassedIsHandedOverTheNextTimes() {
        waitersWithPoller();
        barging.setLimit(3);
        assertThat(barging.passes(slot, BRIEF, BRIEF)).isTrue();
        assertThat(barging.passes(slot, BRIEF + 49_999, BRIEF))
                .as("it was claimed soon enough")
                .isTrue();
        for (int i = 0; i < 5; i++) {
            assertThat(barging.passes(slot, BRIEF + 50_000, BRIEF)).isFalse();
            slot.handOver(SlotState.CLAIMED, 0);
        }
        assertThat(barging.passes(slot, BRIEF + 50_000, BRIEF)).isTrue();
    }

    @Test
    void aSlotThatWasNotWantedForLongPassesAgainBeforeLong() {
        waitersWithPoller();
        barging.setLimit(3);
        assertThat(barging.passes(slot, BRIEF, BRIEF)).isTrue();
        int handedOver = 0;
        while (!barging.passes(slot, Long.MAX_VALUE, BRIEF)) {
            slot.handOver(SlotState.CLAIMED, 0);
            handedOver++;
        }
        assertThat(handedOver).isEqualTo(100);
    }

    @Test
    void aSlotHeldForLongIsHandedOver() {
        waitersWithPoller();
        barging.setLimit(Integer.MAX_VALUE);
        assertThat(barging.passes(slot, 0, 1_000_000)).isFalse();
        assertThat(barging.passes(slot, 0, Long.MAX_VALUE))
                .as("one that was not used")
                .isFalse();
    }

    @Test
    void inStrictOrderNonePasses() {
        waitersWithPoller();
        barging.setLimit(0);
        assertThat(barging.passes(slot, 0, 0)).isFalse();
        assertThat(barging.passes(slot, 0, BRIEF)).isFalse();
        assertThat(barging.isRecent()).as("a polling waiter would be of use").isFalse();
    }

    @Test
    void slotIsHandedOverWithoutPollingWaiter() {
        queue.enqueue(oldest, Integer.MAX_VALUE);
        barging.setLimit(3);
        assertThat(barging.passes(slot, 0, BRIEF)).isFalse();
        assertThat(barging.isRecent()).isTrue();
        assertThat(barging.passes(slot, 0, INSTANT)).as("the oldest is woken").isTrue();
        queue.beginPolling(oldest);
        assertThat(barging.passes(slot, 0, BRIEF)).isTrue();
        barging.beat();
        assertThat(barging.isRecent()).isFalse();
    }

    @Test
    void onlyOneWaiterPollsAtATime() {
        Waiter second = new Waiter(Thread.currentThread(), 0);
        assertThat(queue.beginPolling(oldest)).isTrue();
        assertThat(queue.beginPolling(oldest)).as("it stays").isTrue();
        assertThat(queue.beginPolling(second)).isFalse();
        assertThat(queue.endPolling(second)).isFalse();
        assertThat(queue.hasPollingWaiter()).isTrue();
        assertThat(queue.endPolling(oldest)).isTrue();
        assertThat(queue.beginPolling(second)).isTrue();
    }

    /** The pool's clock stands, so that each hold is an instant, and nobody but the waiters looks for free slots. */
    @Test
    void aSlotThatPassedIsFoundThoughNobodyComes() throws SQLException {
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

    /** A claim that waits and looks out, while slots pass. */
    private Claimant<Connection> pollingWaiter(Claims claims) {
        claims.barging().passes(slot, 0, 0);
        Claimant<Connection> waiter = Claimant.start(claims::claim);
        Await.until("it looks out", Invariants.LIMIT, claims.queue()::hasPollingWaiter);
        return waiter;
    }

    private Claims oneSlot() {
        return pools.bare(1, BargingPolicyTest::patient, this::timeAfterLook, Duration.ofDays(1))
                .claims();
    }

    /** A waiter reads the clock between its look and its decision how long to park. */
    private long timeAfterLook() {
        if (isAttemptAboutToPark()) {
            looks.incrementAndGet();
            Runnable happens = afterLook.getAndSet(null);
            if (happens != null) {
                happens.run();
            }
        }
        return time.get();
    }

    private static boolean isAttemptAboutToPark() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().equals(Attempt.class.getName())
                        && frame.getMethodName().equals("park")));
    }

    private void happensAfterLook(Runnable what) {
        afterLook.set(what);
        Await.until("a waiter has looked", Invariants.LIMIT, () -> afterLook.get() == null);
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
        Await.until("nobody looks out", Invariants.LIMIT, () -> !claims.queue().hasPollingWaiter());
        held.close();
        waiter.result().close();
    }

    /** BargingPolicy ends while a slot is free that passed: who ceases to look out looks once more. */
    @Test
    void dismissedPollingWaiterLeavesNoSlotBehind() throws SQLException {
        Claims claims = oneSlot();
        Connection held = claims.claim();
        Claimant<Connection> waiter = pollingWaiter(claims);
        happensAfterLook(() -> {
            close(held);
            claims.beat();
        });
        waiter.result().close();
    }

    /** A slot passes, which the polling waiter leaves to find, and its deadline comes: the other waiter is told. */
    @Test
    void pollingWaiterThatGivesUpLeavesNoSlotBehind() throws SQLException {
        Claims claims = oneSlot();
        Connection held = claims.claim();
        Claimant<Boolean> one = Claimant.start(() -> isServed(claims));
        Await.until("it has looked for the second time", Invariants.LIMIT, () -> looks.get() == 2);
        claims.barging().passes(slot, 0, 0);
        Claimant<Boolean> other = Claimant.start(() -> isServed(claims));
        Await.until("both wait", Invariants.LIMIT, () -> claims.queue().size() == 2);
        Await.until("one looks out", Invariants.LIMIT, claims.queue()::hasPollingWaiter);
        happensAfterLook(() -> {
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
