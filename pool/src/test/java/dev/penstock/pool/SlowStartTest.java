package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.penstock.lab.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Claims that come while the pool starts, and a start that takes long. */
class SlowStartTest {
    @RegisterExtension
    final Pools pools = new Pools();

    /** A class of the application whose constructor waits for the test. */
    public static final class SlowOverride implements SQLExceptionOverride {
        private static final AtomicInteger MADE = new AtomicInteger();
        private static volatile CountDownLatch go = new CountDownLatch(0);
        private static volatile boolean fails;

        public SlowOverride() throws InterruptedException {
            MADE.incrementAndGet();
            go.await();
            if (fails) {
                throw new IllegalStateException("scripted");
            }
        }
    }

    @BeforeEach
    void slow() {
        SlowOverride.go = new CountDownLatch(1);
        SlowOverride.fails = false;
        SlowOverride.MADE.set(0);
    }

    @AfterEach
    void release() {
        SlowOverride.go.countDown();
    }

    private PenstockDataSource slowPool(long connectionTimeout) {
        return pools.config(2, config -> {
            config.setExceptionOverrideClassName(SlowOverride.class.getName());
            config.setConnectionTimeout(connectionTimeout);
        });
    }

    private static void awaitStart() {
        Await.until("the start is under way", Invariants.LIMIT, () -> SlowOverride.MADE.get() == 1);
    }

    @Test
    void claimsDuringStartEndByTheirDeadlines() throws SQLException {
        PenstockDataSource pool = slowPool(250);
        assertThat(catchThrowable(pool::getConnection))
                .isInstanceOf(SQLTransientConnectionException.class)
                .hasMessageContaining("within 250 ms: the pool is still starting, now at ");
        ClaimOptions shorter = ClaimOptions.none().withTimeout(Duration.ofMillis(1));
        assertThat(catchThrowable(() -> pool.claim(shorter))).hasMessageContaining("within 1 ms");
        assertThat(SlowOverride.MADE).as("starts").hasValue(1);
        SlowOverride.go.countDown();
        Await.until("it has started", Invariants.LIMIT, pool::isRunning);
        pools.open(pool).setConnectionTimeout(20_000);
        pool.getConnection().close();
    }

    @Test
    void claimsDuringStartShareIt() throws SQLException {
        PenstockDataSource pool = slowPool(20_000);
        Claimant<Connection> first = Claimant.start(pool::getConnection);
        awaitStart();
        Claimant<Connection> second = Claimant.start(pool::getConnection);
        SlowOverride.go.countDown();
        first.result().close();
        second.result().close();
        assertThat(SlowOverride.MADE).as("starts").hasValue(1);
        pools.open(pool);
        assertThat(pool.waits().unaccountedNanos()).isZero();
    }

    @Test
    void interruptEndsClaimDuringStart() {
        PenstockDataSource pool = slowPool(20_000);
        Claimant<Connection> first = Claimant.start(pool::getConnection);
        awaitStart();
        first.thread().interrupt();
        assertThat(first.failure())
                .isInstanceOf(SQLTransientConnectionException.class)
                .hasMessageContaining("interrupted");
        SlowOverride.go.countDown();
        pools.open(pool);
    }

    @Test
    void setterWaitsForStart() throws SQLException {
        PenstockDataSource pool = slowPool(20_000);
        Claimant<Connection> first = Claimant.start(pool::getConnection);
        awaitStart();
        Claimant<Void> setter = Claimant.start(() -> {
            pool.setReadOnly(true);
            return null;
        });
        Await.until("it waits", Invariants.LIMIT, () -> setter.thread().getState() == Thread.State.WAITING);
        SlowOverride.go.countDown();
        assertThat(setter.failure()).hasMessageContaining("the pool has started");
        first.result().close();
        pools.open(pool);
    }

    @Test
    void closeEndsStart() {
        PenstockDataSource pool = slowPool(20_000);
        Claimant<Connection> first = Claimant.start(pool::getConnection);
        awaitStart();
        pool.close();
        assertThat(first.failure()).isInstanceOf(SQLException.class);
        assertThat(pool.isRunning()).isFalse();
        assertThatThrownBy(pool::getConnection)
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void failedStartIsTriedAgain() throws SQLException {
        SlowOverride.fails = true;
        PenstockDataSource pool = slowPool(20_000);
        Claimant<Connection> first = Claimant.start(pool::getConnection);
        awaitStart();
        SlowOverride.go.countDown();
        assertThat(first.failure())
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessageContaining("scripted");
        SlowOverride.fails = false;
        pool.getConnection().close();
        pools.open(pool);
    }
}
