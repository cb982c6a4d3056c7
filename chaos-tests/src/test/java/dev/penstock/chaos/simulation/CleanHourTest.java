package dev.penstock.chaos.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.Connector;
import dev.penstock.chaos.simulation.kernel.ActorIds;
import dev.penstock.chaos.simulation.kernel.History;
import dev.penstock.chaos.simulation.kernel.Kernel;
import dev.penstock.chaos.simulation.kernel.SimulatedScheduler;
import dev.penstock.chaos.simulation.kernel.Starvation;
import dev.penstock.discovery.Backend;
import dev.penstock.lab.jdbc.StubDatabase;
import dev.penstock.pool.PenstockConfig;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.PoolParts;
import dev.penstock.pool.alerts.Alert;
import dev.penstock.pool.lints.LintState;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** An hour of usual work in virtual time: two servers, twelve threads and eight slots. */
class CleanHourTest {
    private static final long MILLI = 1_000_000;
    private static final Duration HOUR = Duration.ofMinutes(62);
    private static final int THREADS = 12;

    private final SplittableRandom chance = new SplittableRandom(1);
    private final Kernel kernel = new Kernel(chance.split(), new History(10), 0);
    private final List<Alert> alerts = new ArrayList<>();
    private final List<LintState> lints = new ArrayList<>();
    private long claims;
    private boolean stopped;

    /** Sessions of a stub that answer after some milliseconds of virtual time. */
    private final class Servers implements Connector {
        private final StubDatabase database = StubDatabase.named("clean-hour");

        Servers() {
            database.on("Statement.execute").after(() -> kernel.hang((50 + chance.nextInt(400)) * MILLI));
        }

        @Override
        public Connection connect(Backend backend, Duration timeout) throws SQLException {
            kernel.hang(20 * MILLI);
            return DriverManager.getConnection(database.jdbcUrl());
        }

        @Override
        public boolean isValid(Connection connection, Duration timeout) {
            kernel.hang(MILLI);
            return true;
        }

        @Override
        public void probe(Backend backend, Duration timeout) {
            kernel.hang(MILLI);
        }

        @Override
        public void close(Connection connection) throws SQLException {
            connection.close();
        }
    }

    @Test
    void cleanHourRaisesNoAlertAndNoLint() throws InterruptedException {
        kernel.after(0, ActorIds.ENVIRONMENT, this::begin);
        Throwable failure = kernel.run();

        assertThat(failure).isNull();
        assertThat(alerts).isEmpty();
        assertThat(lints)
                .hasSize(15)
                .allSatisfy(state ->
                        assertThat(state.timesRaised()).as(state.toString()).isZero());
        assertThat(claims).isGreaterThan(10_000);
    }

    private void begin() {
        PenstockConfig config = new PenstockConfig();
        config.setPoolName("clean");
        config.setJdbcUrl("jdbc:postgresql://simulated.test/clean");
        config.setMaximumPoolSize(8);
        config.setMinimumIdle(2);
        Starvation starvation = new Starvation(kernel, chance.split());
        FakeResolver resolver = new FakeResolver(kernel, chance.split(), starvation);
        PenstockDataSource pool = new PenstockDataSource(
                config,
                new PoolParts(
                        resolver, new Servers(), kernel, new SimulatedScheduler(kernel, chance.split(), starvation)));
        resolver.find(List.of(
                Backend.of("db-1", InetAddress.getLoopbackAddress(), 5_001),
                Backend.of("db-2", InetAddress.getLoopbackAddress(), 5_002)));
        pool.start();
        for (int i = 1; i <= THREADS; i++) {
            work(pool, i);
        }
        kernel.after(HOUR.toNanos(), ActorIds.ENVIRONMENT, () -> end(pool));
    }

    /** A request of two statements about every two seconds. */
    private void work(PenstockDataSource pool, int thread) {
        kernel.after(chance.nextLong(4_000 * MILLI), thread, () -> {
            if (stopped) {
                return;
            }
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("SELECT 1");
                kernel.hang(5 * MILLI);
                statement.execute("SELECT 2");
                claims++;
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
            work(pool, thread);
        });
    }

    private void end(PenstockDataSource pool) {
        alerts.addAll(pool.alerts().kept());
        lints.addAll(pool.lints().states());
        stopped = true;
        kernel.after(10_000 * MILLI, ActorIds.ENVIRONMENT, () -> {
            pool.close();
            kernel.end();
        });
    }
}
