package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Await;
import dev.penstock.pool.health.PoolHealth;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The health that a pool derives from its own state. */
class PoolHealthTest {
    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    void pooledServiceIsUpThoughEverySlotIsHeld() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        try (Connection held = pool.getConnection()) {
            assertThat(pool.health())
                    .hasToString("UP: The backend can be used; 1 of 1 slots are in use.")
                    .extracting(health -> health.backends().get(0).up())
                    .isEqualTo(true);
            assertThat(held.isValid(1)).isTrue();
        }
        assertThat(pool.waits().claims().ended()).as("claims of the health").isEqualTo(1);
    }

    @Test
    void readingStartsNoPoolAndNeverThrows() {
        PenstockDataSource pool = pools.config(1, config -> {});
        assertThat(pool.health().status()).isEqualTo(PoolHealth.Status.UNKNOWN);
        assertThat(pool.isRunning()).isFalse();
        pool.close();
        assertThat(pool.health()).hasToString("DOWN: The pool is closed.");
    }

    @Test
    void suspendedPoolIsDown() {
        PenstockDataSource pool = pools.full(1, config -> config.setAllowPoolSuspension(true));
        pool.getPoolMXBean().suspendPool();
        assertThat(pool.health()).hasToString("DOWN: The pool is suspended.");
        pool.getPoolMXBean().resumePool();
        assertThat(pool.health().status()).isEqualTo(PoolHealth.Status.UP);
    }

    @Test
    void poolWhoseOnlyBackendRefusesIsDownWithItsReason() {
        pools.on("Driver.connect").throwing(new SQLException("refused by the test", "08001"));
        PenstockDataSource pool = pools.open(pools.config(1, config -> {}));
        // Before discovery has its first result, the pool is down for that reason.
        Await.until("the backend is down", Invariants.LIMIT, () -> {
            PoolHealth health = pool.health();
            return health.status() == PoolHealth.Status.DOWN
                    && !health.sentence().equals("No backend is known.");
        });
        assertThat(pool.health().sentence())
                .startsWith("1 of 1 backend cannot be used; the first is ")
                .contains("refused by the test");
    }
}
