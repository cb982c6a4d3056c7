package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The constructor that starts the pool, and the effect of initializationFailTimeout. */
class EagerStartTest {
    @RegisterExtension
    final Pools pools = new Pools();

    private PenstockConfig config(Consumer<PenstockConfig> settings) {
        PenstockConfig config = new PenstockConfig();
        config.setJdbcUrl(pools.database().jdbcUrl());
        config.setMaximumPoolSize(2);
        settings.accept(config);
        return config;
    }

    private void dead() {
        pools.on("Driver.connect").throwing(new SQLException("nobody is there", "08001"));
    }

    @Test
    void constructorReturnsWithConnection() throws SQLException {
        PenstockConfig config = config(given -> given.setInitializationFailTimeout(20_000));
        PenstockDataSource pool = pools.open(new PenstockDataSource(config));
        assertThat(pools.database().connectionsOpened()).isPositive();
        assertThat(pool.isRunning()).isTrue();
        assertThat(pool.getPoolName()).startsWith("penstock-");
        config.setMaximumPoolSize(9);
        assertThat(pool.getMaximumPoolSize()).as("it was copied").isEqualTo(2);
        pool.getConnection().close();
    }

    @Test
    void firstFailureEndsStartByDefault() {
        dead();
        assertThatThrownBy(() -> new PenstockDataSource(config(given -> {})))
                .isInstanceOf(PoolStartException.class)
                .hasMessageContaining("did not start: it got no connection")
                .hasMessageContaining("nobody is there (SQLState 08001)");
    }

    @Test
    void attemptsGoOnForInitializationFailTimeout() throws SQLException {
        pools.on("Driver.connect")
                .throwing(new SQLException("not yet", "08001"))
                .once();
        PenstockDataSource pool =
                pools.open(new PenstockDataSource(config(given -> given.setInitializationFailTimeout(20_000))));
        pool.getConnection().close();
    }

    @Test
    void longestTimeoutAwaitsConnection() throws SQLException {
        pools.on("Driver.connect")
                .throwing(new SQLException("not yet", "08001"))
                .once();
        PenstockDataSource pool =
                pools.open(new PenstockDataSource(config(given -> given.setInitializationFailTimeout(Long.MAX_VALUE))));
        pool.getConnection().close();
    }

    @Test
    void zeroTimeoutFailsOnlyForSessionSetup() throws SQLException {
        dead();
        PenstockDataSource pool =
                pools.open(new PenstockDataSource(config(given -> given.setInitializationFailTimeout(0))));
        pools.on("Driver.connect").usual();
        pool.getConnection().close();

        pools.on("Connection.setSchema").throwing(new SQLException("no such schema", "3F000"));
        assertThatThrownBy(() -> new PenstockDataSource(config(given -> {
                    given.setInitializationFailTimeout(0);
                    given.setSchema("nosuch");
                })))
                .isInstanceOf(PoolStartException.class)
                .hasMessageContaining("the session could not be set up: no such schema");
    }

    @Test
    void negativeTimeoutAwaitsNothing() throws SQLException {
        dead();
        PenstockDataSource pool =
                pools.open(new PenstockDataSource(config(given -> given.setInitializationFailTimeout(-1))));
        pools.on("Driver.connect").usual();
        pool.getConnection().close();
    }

    @Test
    void readingBeanStartsNoPool() throws ReflectiveOperationException {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setJdbcUrl(pools.database().jdbcUrl());
        for (Method method : PenstockDataSource.class.getMethods()) {
            boolean getter = method.getName().matches("(get|is)[A-Z].*")
                    && method.getParameterCount() == 0
                    && !Set.of("getConnection", "getParentLogger").contains(method.getName());
            if (getter) {
                method.invoke(pool);
            }
        }
        assertThat(pool.isRunning()).isFalse();
        assertThat(pool.getPoolMXBean()).isNull();
    }

    @Test
    void wrongConfigurationLeavesNothingBehind() {
        assertThatThrownBy(() -> new PenstockDataSource(config(given -> given.setMaximumPoolSize(0))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maximumPoolSize 0");
    }
}
