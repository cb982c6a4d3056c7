package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Await;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.history.Promise;
import dev.penstock.waits.sessions.CloseReason;
import dev.penstock.waits.sessions.OpenReason;
import dev.penstock.waits.sessions.SessionCounts;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SessionReasonsTest {
    @RegisterExtension
    final Pools pools = new Pools();

    private static void awaitClosed(PenstockDataSource pool, CloseReason reason, long count) {
        Await.until(
                "sessions are closed because of " + reason,
                Invariants.LIMIT,
                () -> pool.records().sessionCounts().closed().get(reason) == count);
    }

    /** At a quiet moment the sum is that of the slots with a connection. */
    private static void assertSum(PenstockDataSource pool, int open) {
        Await.until(
                "the counts sum to " + open,
                Invariants.LIMIT,
                () -> pool.records().sessionCounts().open() == open
                        && pool.records().sessions().size() == open);
        assertThat(pool.records().promises().counts()).containsEntry(Promise.COUNTS_SUM, 0L);
    }

    @Test
    void eachEndOfASessionCountsUnderItsReason() throws SQLException {
        PenstockDataSource pool = pools.full(3, config -> {});
        assertThat(pool.records().sessionCounts().opened()).containsEntry(OpenReason.GROWTH, 3L);

        Connection aborted = pool.getConnection();
        aborted.abort(Runnable::run);
        awaitClosed(pool, CloseReason.ABORTED, 1);
        Connection lost = pool.getConnection();
        pools.lose(lost);
        lost.close();
        awaitClosed(pool, CloseReason.CONNECTION_LOST, 1);
        Connection evicted = pool.getConnection();
        pool.operations().evict(evicted);
        evicted.close();
        awaitClosed(pool, CloseReason.EVICTED, 1);
        Pools.awaitUnclaimed(pool::backends, 3);
        assertSum(pool, 3);
        assertThat(pool.records().sessionCounts().opened()).containsEntry(OpenReason.REPLACEMENT, 3L);

        pool.setMaximumPoolSize(2);
        awaitClosed(pool, CloseReason.SHRINK, 1);
        assertSum(pool, 2);
    }

    @Test
    void sessionsOfAClosedPoolAreClosedBecauseOfThePool() throws SQLException {
        PenstockDataSource pool = pools.full(2, config -> {});
        var records = pool.records();
        pool.close();
        SessionCounts counts = records.sessionCounts();

        assertThat(counts.open()).isZero();
        assertThat(counts.closed()).containsEntry(CloseReason.POOL_CLOSED, 2L);
    }

    @Test
    void sessionHasTheTotalsOfItsClaims() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        for (int i = 0; i < 5; i++) {
            pool.getConnection().close();
        }
        Connection lost = pool.getConnection();
        pools.lose(lost);
        lost.close();
        awaitClosed(pool, CloseReason.CONNECTION_LOST, 1);
        try (Connection held = pool.getConnection()) {
            assertThat(held).isNotNull();
            assertThat(pool.records().sessions()).singleElement().satisfies(session -> {
                assertThat(session.claims()).isEqualTo(1);
                assertThat(session.session()).isEqualTo(2);
                assertThat(session.events().get(WaitEvent.CLAIM_HOLD).active()).isEqualTo(1);
            });
        }
    }
}
