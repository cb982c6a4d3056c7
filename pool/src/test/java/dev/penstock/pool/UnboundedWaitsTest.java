package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Await;
import dev.penstock.waits.WaitEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bugs by which callers of other pools waited without end; docs/peer-bugs.md lists them. */
class UnboundedWaitsTest {
    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    @DisplayName("HikariCP #607: closing a dead connection hangs in its caller")
    void hangingCloseDelaysNoClaim() throws SQLException {
        PenstockDataSource pool = pools.full(2, config -> {});
        var hang = pools.on("Connection.close").hangIgnoringInterrupt();
        for (int i = 0; i < 5; i++) {
            Claimant<Void> holder = Claimant.start(() -> {
                try (Connection connection = pool.getConnection()) {
                    pools.lose(connection);
                }
                return null;
            });
            holder.result();
        }
        Pools.awaitUnclaimed(pool::backends, 2);
        assertThat(hang.hanging()).isPositive();
        Claimant<Void> closer = Claimant.start(() -> {
            pool.close();
            return null;
        });
        closer.result();
        assertThat(hang.hanging()).isPositive();
        hang.usual();
        hang.release();
    }

    @Test
    @DisplayName("qorb before #110: one slow check holds up all others of a backend")
    void hangingValidationDelaysNoOtherClaim() {
        Pools.Bare pool = pools.distrustful(4, config -> config.setValidationTimeout(60_000));
        var hang = pools.on("Connection.isValid").hangIgnoringInterrupt().once();
        Claimant<Connection> slow = Claimant.start(() -> pool.claims().claim());
        Await.until("its check hangs", Invariants.LIMIT, () -> hang.hanging() == 1);
        List<Claimant<Boolean>> others = Stream.generate(() -> Claimant.start(() -> {
                    try (Connection connection = pool.claims().claim()) {
                        return !connection.isClosed();
                    }
                }))
                .limit(3)
                .toList();
        others.forEach(other -> assertThat(other.result()).isTrue());
        assertThat(hang.hanging()).isEqualTo(1);
        hang.release();
        Claimant.start(() -> {
                    slow.result().close();
                    return null;
                })
                .result();
    }

    @Test
    @DisplayName("qorb: a claim whose every connection fails its check tries without end")
    void claimWithInvalidConnectionsEndsByItsDeadline() {
        Pools.Bare pool = pools.distrustful(2, config -> config.setConnectionTimeout(300));
        pools.on("Connection.isValid").returning(false);
        assertThat(Claimant.start(() -> pool.claims().claim()).failure())
                .isInstanceOf(ClaimFailure.class)
                .hasMessageContaining("within 300 ms");
        pools.on("Connection.isValid").usual();
        Pools.awaitUnclaimed(pool::backends, 2);
    }

    @Test
    @DisplayName("qorb: a pool that backs off does not see that it is to end")
    void closeDuringBackoffFailsWaitersAtOnce() {
        pools.on("Driver.connect").throwing(new SQLException("nobody there", "08001"));
        PenstockDataSource pool = pools.open(2, config -> {});
        Await.until("it backs off", Invariants.LIMIT, () -> pools.database().callCount("Driver.connect") >= 4);
        Claimant<Connection> waiter = Claimant.start(pool::getConnection);
        Pools.awaitWaiting(pool, 1);
        Claimant<Void> closer = Claimant.start(() -> {
            pool.close();
            return null;
        });
        closer.result();
        assertThat(waiter.failure()).isInstanceOf(PoolClosedException.class);
    }

    @Test
    @DisplayName("HikariCP #2186, #2161, #1474: one connect that hangs wedges the pool")
    void hangingConnectDelaysNoOtherSlot() throws SQLException {
        PenstockDataSource pool = pools.full(3, config -> {});
        var hang = pools.on("Driver.connect").hangIgnoringInterrupt().once();
        Connection one = pool.getConnection();
        pools.lose(one);
        one.close();
        Await.until("a connect hangs", Invariants.LIMIT, () -> hang.hanging() == 1);
        Connection other = pool.getConnection();
        pools.lose(other);
        other.close();
        Pools.awaitUnclaimed(pool::backends, 2);
        var backoff = pool.waits().event(WaitEvent.SLOT_CONNECT_BACKOFF);
        assertThat(backoff.active() + backoff.total())
                .as("attempts that had to fail first")
                .isZero();
        assertThat(hang.hanging()).isEqualTo(1);
        hang.release();
        Pools.awaitUnclaimed(pool::backends, 3);
    }

    @Test
    @DisplayName("qorb: the deadline of a claim begins only once it is queued")
    void validationTimeCountsAgainstTheDeadline() {
        Pools.Bare pool = pools.distrustful(1, config -> {
            config.setConnectionTimeout(2_000);
            config.setValidationTimeout(1_500);
        });
        pools.on("Driver.connect").throwing(new SQLException("nobody there", "08001"));
        var hang = pools.on("Connection.isValid").hangIgnoringInterrupt().once();
        assertThat(Claimant.start(() -> pool.claims().claim()).failure())
                .isInstanceOf(ClaimFailure.class)
                .hasMessageContaining("within 2000 ms")
                .hasMessageContaining("claim_validate");
        assertThat(pool.accounts().snapshot().event(WaitEvent.CLAIM_ACQUIRE).totalNanos())
                .isBetween(2_000_000_000L, 3_400_000_000L);
        hang.release();
        pools.on("Driver.connect").usual();
        Pools.awaitUnclaimed(pool::backends, 1);
    }
}
