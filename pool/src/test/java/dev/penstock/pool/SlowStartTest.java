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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
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
        private static volatile Runnable during = () -> {};

        public SlowOverride() throws InterruptedException {
            MADE.incrementAndGet();
            go.await();
            during.run();
            if (fails) {
                throw new IllegalStateException("scripted");
            }
        }
    }

    @BeforeEach
    void slow() {
        SlowOverride.go = new CountDownLatch(1);
        SlowOverride.fails = false;
        SlowOverride.during = () -> {};
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
    void claimOfStartingThreadIsRefusedAtOnce() throws SQLException {
        PenstockDataSource pool = slowPool(0);
        List<Throwable> refusals = new CopyOnWriteArrayList<>();
        SlowOverride.during = () -> {
            refusals.add(catchThrowable(pool::getConnection));
            refusals.add(catchThrowable(pool::backends));
        };
        SlowOverride.go.countDown();
        Claimant<Connection> first = Claimant.start(pool::getConnection);
        first.result().close();
        assertThat(refusals)
                .hasSize(2)
                .allSatisfy(refusal ->
                        assertThat(refusal).hasMessageContaining("the pool is still starting on this thread"));
        assertThat(refusals.get(0)).isInstanceOf(SQLNonTransientConnectionException.class);
        assertThat(refusals.get(1)).isInstanceOf(IllegalStateException.class);
        pools.open(pool);
    }

    @Test
    void callOfThreadThatStartsPoolItselfIsRefusedAtOnce() {
        PenstockDataSource pool = slowPool(0);
        AtomicReference<Throwable> refusal = new AtomicReference<>();
        SlowOverride.during = () -> refusal.set(catchThrowable(pool::start));
        SlowOverride.go.countDown();
        Claimant<PenstockDataSource> starter = Claimant.start(() -> pools.open(pool));
        starter.result();
        assertThat(refusal.get())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the pool is still starting on this thread");
    }

    /** A thread whose class loader is asked for once its start is under way, and before that has a thread. */
    private static final class Starter extends Thread {
        private volatile Runnable whenAsked = () -> {};

        Starter(Runnable work) {
            super(work, "starter");
            setDaemon(true);
        }

        @Override
        public ClassLoader getContextClassLoader() {
            whenAsked.run();
            return super.getContextClassLoader();
        }
    }

    @Test
    void startThatHasNoThreadYetDoesNotFollowClose() {
        PenstockDataSource pool = slowPool(20_000);
        SlowOverride.go.countDown();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        FutureTask<Connection> claim = new FutureTask<>(pool::getConnection);
        Starter starter = new Starter(claim);
        starter.whenAsked = () -> {
            asked.countDown();
            awaitUninterruptibly(go);
        };
        starter.start();
        Await.until("the start is under way", Invariants.LIMIT, () -> asked.getCount() == 0);
        Claimant<Void> closer = Claimant.start(() -> {
            pool.close();
            return null;
        });
        Await.until("close() waits", Invariants.LIMIT, () -> closer.thread().getState() == Thread.State.TIMED_WAITING);
        go.countDown();
        closer.result();
        assertThat(catchThrowable(claim::get)).hasRootCauseMessage("the data source is closed");
        assertThat(SlowOverride.MADE).as("starts").hasValue(0);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void errorBeforeStartHasThreadLeavesNoStartUnderWay() throws SQLException {
        PenstockDataSource pool = slowPool(20_000);
        SlowOverride.go.countDown();
        FutureTask<Connection> claim = new FutureTask<>(pool::getConnection);
        Starter starter = new Starter(claim);
        starter.whenAsked = () -> {
            throw new LinkageError("scripted");
        };
        starter.start();
        assertThat(catchThrowable(claim::get)).hasCauseInstanceOf(LinkageError.class);
        Claimant<Connection> next = Claimant.start(() -> {
            pool.setReadOnly(true);
            return pool.getConnection();
        });
        next.result().close();
        assertThat(SlowOverride.MADE).as("starts").hasValue(1);
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
