package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.pool.claims.ClaimFailures;
import dev.penstock.waits.AcquireTimeline;
import dev.penstock.waits.ClaimTotals;
import dev.penstock.waits.NanoClock;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Claims that fail together share one look at the pool. */
class TimeoutStormTest {
    private static final Duration TIMEOUT = Duration.ofMillis(250);

    @RegisterExtension
    final Pools pools = new Pools();

    private final AtomicLong skipped = new AtomicLong();
    private final NanoClock clock = () -> System.nanoTime() + skipped.get();

    private static ClaimReport timedOut(ClaimFailures failures, AcquireTimeline timeline) {
        timeline.recordFailure(ClaimTotals.Outcome.TIMEOUT, timeline.beginNanos());
        return ((ClaimFailure) failures.timedOut(timeline, TIMEOUT, null)).report();
    }

    @Test
    void claimsThatFailTogetherShareHolders() throws SQLException {
        Pools.Bare pool = pools.bare(2, config -> {}, frozen(), Duration.ofSeconds(1));
        try (Connection held = pool.claims().claim()) {
            assertThat(held.isClosed()).isFalse();
            ClaimReport one = timedOut(pool.diagnosis(), pool.accounts().beginAcquire(0));
            ClaimReport other = timedOut(pool.diagnosis(), pool.accounts().beginAcquire(0));
            assertThat(other.holders()).isSameAs(one.holders()).hasSize(1);
            assertThat(other.backends()).isSameAs(one.backends());
            assertThat(other.claim()).isNotEqualTo(one.claim());
        }
    }

    private static NanoClock frozen() {
        long now = System.nanoTime();
        return () -> now;
    }

    @Test
    void laterClaimLooksAtThePoolAgain() throws SQLException {
        Pools.Bare pool = pools.bare(2, config -> {}, clock, Duration.ofSeconds(1));
        ClaimReport before = timedOut(pool.diagnosis(), pool.accounts().beginAcquire(0));
        try (Connection held = pool.claims().claim()) {
            assertThat(held.isClosed()).isFalse();
            skipped.addAndGet(Duration.ofMillis(10).toNanos());
            ClaimReport after = timedOut(pool.diagnosis(), pool.accounts().beginAcquire(0));
            assertThat(before.holders()).isEmpty();
            assertThat(after.holders()).hasSize(1);
            assertThat(after.holders().get(0).stack()).isNotEmpty();
        }
    }

    @Test
    void messageOfEachClaimIsItsOwn() throws Exception {
        PenstockDataSource pool = pools.full(1, config -> config.setConnectionTimeout(TIMEOUT.toMillis()));
        try (Connection held = pool.getConnection()) {
            assertThat(held.isClosed()).isFalse();
            List<Claimant<Connection>> claimants = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                claimants.add(Claimant.start(pool::getConnection));
            }
            for (Claimant<Connection> claimant : claimants) {
                SQLException failure = catchThrowableOfType(SQLException.class, () -> {
                    throw claimant.failure();
                });
                ClaimReport report = ((ClaimFailure) failure).report();
                assertThat((Throwable) failure)
                        .hasMessageContaining(report.claim())
                        .hasMessageEndingWith(report.summary());
            }
        }
    }
}
