package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import dev.penstock.pool.deadlocks.ClaimDeadlockException;
import dev.penstock.pool.deadlocks.Deadlock;
import dev.penstock.pool.reports.KeptReport;
import dev.penstock.waits.ClaimTotals;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.operations.Operation;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Threads that hold all slots and ask for more. */
@Timeout(60)
class ClaimDeadlockTest {
    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    void youngestClaimOfDeadlockFailsAndOthersGoOn() throws Exception {
        PenstockDataSource pool = pools.full(4, config -> config.setConnectionTimeout(0));
        CyclicBarrier allHold = new CyclicBarrier(4);
        List<Claimant<Optional<ClaimDeadlockException>>> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Claimant.start("nested-" + i, () -> nested(pool, allHold)));
        }
        List<ClaimDeadlockException> failures = new ArrayList<>();
        for (Claimant<Optional<ClaimDeadlockException>> thread : threads) {
            thread.result().ifPresent(failures::add);
        }

        assertThat(failures).singleElement().satisfies(failure -> {
            assertThat(failure.getMessage())
                    .contains("it was the youngest claim of a deadlock: 4 threads hold all 4 slots")
                    .contains("thread 'nested-0'")
                    .contains("for 'checkout'");
            assertThat(failure.getSQLState()).isEqualTo("40P01");
            Deadlock deadlock = failure.deadlock();
            assertThat(deadlock.parties())
                    .hasSize(4)
                    .allSatisfy(party -> assertThat(party.held()).hasSize(1));
            assertThat(deadlock.parties().get(0).waited())
                    .isEqualTo(deadlock.parties().stream()
                            .map(Deadlock.Party::waited)
                            .sorted()
                            .findFirst()
                            .orElseThrow());
        });
        assertThat(pool.waits().claims(ClaimTotals.Outcome.DEADLOCK)).isOne();
        assertThat(pool.reports().kept(KeptReport.Kind.FAILED))
                .anySatisfy(report -> assertThat(report.outcome()).contains("deadlock"));
        assertThat(pool.reports().events(Instant.EPOCH, Instant.MAX))
                .filteredOn(event -> event.text().startsWith("deadlock"))
                .hasSize(1);
        assertThat(pool.waits().unaccountedNanos()).isZero();
    }

    private static Optional<ClaimDeadlockException> nested(PenstockDataSource pool, CyclicBarrier allHold)
            throws Exception {
        try (Operation checkout = Operation.begin("checkout");
                Connection outer = pool.getConnection()) {
            allHold.await();
            try (Connection inner = pool.getConnection()) {
                assertThat(inner.isValid(1)).isTrue();
                assertThat(outer.isValid(1)).isTrue();
                return Optional.empty();
            } catch (ClaimDeadlockException e) {
                return Optional.of(e);
            } finally {
                assertThat(checkout.name()).isEqualTo("checkout");
            }
        }
    }

    @Test
    void threadThatHoldsOnlySlotAndAsksForAnotherFails() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setConnectionTimeout(0));
        try (Connection outer = pool.getConnection()) {
            assertThat(outer.isValid(1)).isTrue();
            assertThatThrownBy(pool::getConnection)
                    .isInstanceOf(ClaimDeadlockException.class)
                    .hasMessageContaining("1 thread holds the only slot and waits for another");
        }
    }

    @Test
    void deadlockThatIsNotToBeBrokenWaitsForItsDeadline() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {
            config.setConnectionTimeout(1_500);
            config.setBreakDeadlocks(false);
        });
        try (Connection outer = pool.getConnection()) {
            assertThat(outer.isValid(1)).isTrue();
            assertThatThrownBy(pool::getConnection).isInstanceOf(AllSlotsClaimedException.class);
        }
    }

    @Test
    void slotOutsideOfDeadlockIsWaitedFor() throws Exception {
        PenstockDataSource pool = pools.full(3, config -> config.setConnectionTimeout(0));
        Connection elsewhere = pool.getConnection();
        CyclicBarrier bothHold = new CyclicBarrier(2);
        List<Claimant<Optional<ClaimDeadlockException>>> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            threads.add(Claimant.start("nested-" + i, () -> nested(pool, bothHold)));
        }
        awaitLooks(pool, 2);
        elsewhere.close();
        for (Claimant<Optional<ClaimDeadlockException>> thread : threads) {
            assertThat(thread.result()).isEmpty();
        }
        assertThat(pool.waits().claims(ClaimTotals.Outcome.DEADLOCK)).isZero();
    }

    @Test
    void connectionThatAnotherThreadUsesIsNoDeadlock() throws Exception {
        PenstockDataSource pool = pools.full(1, config -> config.setConnectionTimeout(0));
        AtomicInteger used = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(1);
        Connection outer = pool.getConnection();
        Claimant<Void> user = Claimant.start("user", () -> {
            while (done.getCount() > 0) {
                outer.isValid(1);
                used.incrementAndGet();
                Thread.onSpinWait();
            }
            outer.close();
            return null;
        });
        Claimant<Void> ender = Claimant.start("ender", () -> {
            awaitLooks(pool, 1);
            done.countDown();
            return null;
        });
        try (Connection second = pool.getConnection()) {
            assertThat(second.isValid(1)).isTrue();
        }
        user.result();
        ender.result();
        assertThat(used).hasPositiveValue();
        assertThat(pool.waits().claims(ClaimTotals.Outcome.DEADLOCK)).isZero();
    }

    /** Waits until so many claims have waited for long enough that several looks have seen them. */
    private static void awaitLooks(PenstockDataSource pool, int claims) {
        Await.until(
                claims + " claims have waited for 800 ms",
                Duration.ofSeconds(30),
                () -> pool.records().activity().stream()
                                .filter(claim ->
                                        claim.event() == WaitEvent.CLAIM_WAIT_SLOT && claim.eventNanos() > 800_000_000L)
                                .count()
                        >= claims);
    }
}
