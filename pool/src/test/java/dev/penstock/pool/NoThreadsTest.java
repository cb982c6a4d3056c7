package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.backends.jdbc.GenericDialect;
import dev.penstock.backends.jdbc.JdbcConnector;
import dev.penstock.backends.jdbc.SessionDefaults;
import dev.penstock.discovery.Backend;
import dev.penstock.discovery.FixedResolver;
import dev.penstock.discovery.ServiceName;
import dev.penstock.lab.Await;
import dev.penstock.lab.jdbc.StubDriver;
import dev.penstock.waits.NanoClock;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A virtual machine that can start no thread for a while. */
class NoThreadsTest {
    @RegisterExtension
    final Pools pools = new Pools();

    private final RefusingScheduler scheduler = new RefusingScheduler();

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
                        scheduler));
    }

    @Test
    void claimThatCannotStartPoolFailsWithSqlException() {
        scheduler.refuse(true);
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
        scheduler.refuse(true);
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(pool::getConnection)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("no thread can validate a connection");
        }
        scheduler.refuse(false);
        pool.getConnection().close();

        assertThat(pools.database().connectionsOpened())
                .as("the session is kept")
                .isEqualTo(1);
    }

    @Test
    void poolThatLostEverythingWithoutThreadsRecovers() throws SQLException {
        PenstockDataSource pool = pools.open(pool(config -> config.setConnectionTimeout(250)));
        Connection lost = pool.getConnection();
        scheduler.refuse(true);
        pools.lose(lost);
        lost.close();
        assertThatThrownBy(pool::getConnection).isInstanceOf(SQLException.class);
        scheduler.refuse(false);

        Await.until("a claim is served", Invariants.LIMIT, () -> {
            try (Connection connection = pool.getConnection()) {
                return !connection.isClosed();
            } catch (SQLException e) {
                return false;
            }
        });
    }
}
