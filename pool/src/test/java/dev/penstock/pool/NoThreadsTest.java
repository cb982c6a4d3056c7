package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.backends.Scheduler;
import dev.penstock.backends.jdbc.GenericDialect;
import dev.penstock.backends.jdbc.JdbcConnector;
import dev.penstock.backends.jdbc.SessionDefaults;
import dev.penstock.backends.threads.SystemScheduler;
import dev.penstock.discovery.Backend;
import dev.penstock.discovery.FixedResolver;
import dev.penstock.discovery.ServiceName;
import dev.penstock.lab.Await;
import dev.penstock.lab.jdbc.StubDriver;
import dev.penstock.waits.NanoClock;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A virtual machine that can start no thread for a while. */
class NoThreadsTest {
    @RegisterExtension
    final Pools pools = new Pools();

    private final AtomicBoolean refusing = new AtomicBoolean();

    private void refuse() {
        if (refusing.get()) {
            throw new OutOfMemoryError("unable to create native thread: scripted");
        }
    }

    /** Starts no thread while {@link #refusing}. */
    private final class RefusingScheduler implements Scheduler {
        private final Scheduler usual = SystemScheduler.INSTANCE;

        @Override
        public ThreadPoolExecutor executor(ThreadFactory threads, int width, Duration idle) {
            return new ThreadPoolExecutor(
                    width, width, idle.toNanos(), TimeUnit.NANOSECONDS, new LinkedBlockingQueue<>(), threads) {
                {
                    allowCoreThreadTimeOut(true);
                    setRejectedExecutionHandler(
                            (late, shut) -> threads.newThread(late).start());
                }

                @Override
                public void execute(Runnable task) {
                    refuse();
                    super.execute(task);
                }
            };
        }

        @Override
        public ScheduledExecutorService timer(ThreadFactory threads) {
            ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, threads) {
                @Override
                public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
                    refuse();
                    return super.scheduleWithFixedDelay(task, first, delay, unit);
                }
            };
            timer.setRemoveOnCancelPolicy(true);
            return timer;
        }

        @Override
        public void park(Object blocker, long nanos) {
            usual.park(blocker, nanos);
        }

        @Override
        public void unpark(Thread thread) {
            usual.unpark(thread);
        }

        @Override
        public SplittableRandom random() {
            return usual.random();
        }
    }

    private PenstockDataSource pool(Consumer<PenstockConfig> settings) {
        PenstockDataSource config = pools.config(1, settings);
        Backend backend = Backend.of("lab", InetAddress.getLoopbackAddress(), 1);
        NanoClock clock = NanoClock.system();
        return new PenstockDataSource(
                config,
                new PoolParts(
                        new FixedResolver(new ServiceName("lab"), List.of(backend), clock),
                        new JdbcConnector(
                                new StubDriver(),
                                new GenericDialect(pools.database().jdbcUrl()),
                                new Properties(),
                                SessionDefaults.standard(),
                                Optional.empty()),
                        clock,
                        new RefusingScheduler()));
    }

    @Test
    void claimThatCannotStartPoolFailsWithSqlException() {
        refusing.set(true);
        try (PenstockDataSource pool = pool(config -> {})) {
            assertThatThrownBy(pool::getConnection)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("the pool cannot start")
                    .hasMessageContaining("unable to create native thread");
            assertThat(pool.isRunning()).isFalse();
        }
    }

    @Test
    void validationWithoutThreadKeepsConnection() throws SQLException {
        PenstockDataSource pool = pools.open(pool(config -> config.setAliveBypassWindow(0)));
        pool.getConnection().close();
        refusing.set(true);
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(pool::getConnection)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("no thread can validate a connection");
        }
        refusing.set(false);
        pool.getConnection().close();

        assertThat(pools.database().connectionsOpened())
                .as("the session is kept")
                .isEqualTo(1);
    }

    @Test
    void poolThatLostEverythingWithoutThreadsRecovers() throws SQLException {
        PenstockDataSource pool = pools.open(pool(config -> config.setConnectionTimeout(250)));
        Connection lost = pool.getConnection();
        refusing.set(true);
        pools.lose(lost);
        lost.close();
        assertThatThrownBy(pool::getConnection).isInstanceOf(SQLException.class);
        refusing.set(false);

        Await.until("a claim is served", Invariants.LIMIT, () -> {
            try (Connection connection = pool.getConnection()) {
                return !connection.isClosed();
            } catch (SQLException e) {
                return false;
            }
        });
    }
}
