package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import dev.penstock.lab.jdbc.StubDriver;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Objects;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A pool over a data source of any class, and the methods of a data source that users of HikariCP call. */
class WrappedSourceTest {
    @RegisterExtension
    final Pools pools = new Pools();

    private static class StubSource implements DataSource {
        private final String url;
        private PrintWriter log = new PrintWriter(new StringWriter());

        StubSource(String url) {
            this.url = url;
        }

        @Override
        public Connection getConnection() throws SQLException {
            return Objects.requireNonNull(new StubDriver().connect(url, new Properties()));
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
        }

        @Override
        public PrintWriter getLogWriter() {
            return log;
        }

        @Override
        public void setLogWriter(PrintWriter out) {
            log = out;
        }

        @Override
        public void setLoginTimeout(int seconds) {}

        @Override
        public int getLoginTimeout() {
            return 0;
        }

        @Override
        public Logger getParentLogger() {
            return Logger.getGlobal();
        }

        @Override
        public <T> T unwrap(Class<T> type) {
            return type.cast(url);
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return type == String.class;
        }
    }

    private PenstockDataSource poolOver(DataSource source) {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setDataSource(source);
        pool.setMaximumPoolSize(1);
        pool.setConnectionTimeout(20_000);
        return pools.open(pool);
    }

    private void assertServesAs(String service, DataSource source) throws SQLException {
        PenstockDataSource pool = poolOver(source);
        pool.getConnection().close();
        assertThat(pool.backends())
                .singleElement()
                .satisfies(view -> assertThat(view.backend().name()).isEqualTo(service));
    }

    @Test
    void anonymousLocalAndProxyDataSourcesAreNamedByTheirClass() throws SQLException {
        StubSource plain = new StubSource(pools.database().jdbcUrl());
        DataSource anonymous = new StubSource(pools.database().jdbcUrl()) {};
        class Local extends StubSource {
            Local() {
                super(pools.database().jdbcUrl());
            }
        }
        DataSource proxy = (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (self, method, arguments) -> {
                    try {
                        return method.invoke(plain, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        assertServesAs("StubSource", plain);
        assertServesAs(anonymous.getClass().getName().replaceAll(".*\\.", ""), anonymous);
        assertServesAs("Local", new Local());
        assertServesAs(proxy.getClass().getSimpleName(), proxy);
    }

    @Test
    void wrappedDataSourceIsUnwrapped() throws SQLException {
        StubSource source = new StubSource(pools.database().jdbcUrl());
        PenstockDataSource pool = poolOver(source);
        assertThat(pool.unwrap(StubSource.class)).isSameAs(source);
        assertThat(pool.unwrap(DataSource.class)).as("the outermost").isSameAs(pool);
        assertThat(pool.unwrap(String.class)).as("inside the source").isEqualTo(source.url);
        assertThat(pool.isWrapperFor(StubSource.class)).isTrue();
        assertThat(pool.isWrapperFor(String.class)).isTrue();
        assertThat(pool.isWrapperFor(Integer.class)).isFalse();
        assertThatThrownBy(() -> pool.unwrap(Integer.class)).isInstanceOf(SQLException.class);

        PenstockDataSource byClass = new PenstockDataSource();
        byClass.setDataSourceClassName(JdbcDataSource.class.getName());
        byClass.addDataSourceProperty("url", "jdbc:h2:mem:unwrapped");
        assertThat(byClass.isWrapperFor(JdbcDataSource.class))
                .as("before the pool creates it")
                .isFalse();
        pools.open(byClass);
        assertThat(byClass.unwrap(JdbcDataSource.class).getURL()).isEqualTo("jdbc:h2:mem:unwrapped");
    }

    @Test
    void logWriterIsThatOfTheWrappedDataSource() throws SQLException {
        StubSource source = new StubSource(pools.database().jdbcUrl());
        PenstockDataSource pool = poolOver(source);
        PrintWriter writer = new PrintWriter(new StringWriter());
        pool.setLogWriter(writer);
        assertThat(source.log).isSameAs(writer);
        assertThat(pool.getLogWriter()).isSameAs(writer);

        PenstockDataSource ofDriver = pools.open(1, config -> {});
        ofDriver.setLogWriter(null);
        assertThat(ofDriver.getLogWriter()).isNull();
        assertThatThrownBy(() -> ofDriver.setLogWriter(writer)).isInstanceOf(SQLFeatureNotSupportedException.class);
    }

    @Test
    void loginTimeoutIsConnectionTimeout() throws SQLException {
        PenstockDataSource pool = pools.open(1, config -> {});
        pool.setLoginTimeout(7);
        assertThat(pool.getConnectionTimeout()).isEqualTo(7_000);
        assertThat(pool.getLoginTimeout()).isEqualTo(7);
        pool.setLoginTimeout(0);
        assertThat(pool.getConnectionTimeout()).as("the default").isEqualTo(30_000);
        assertThatThrownBy(() -> pool.setLoginTimeout(-1))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("connectionTimeout -1000 must be at least 250 ms");
        assertThat(pool.getLoginTimeout()).isEqualTo(30);
    }

    @Test
    void urlIsAnotherNameOfJdbcUrl() {
        PenstockConfig config = new PenstockConfig();
        config.setUrl("jdbc:h2:mem:one");
        assertThat(config.getJdbcUrl()).isEqualTo("jdbc:h2:mem:one");
        config.setJdbcUrl("jdbc:h2:mem:two");
        assertThat(config.getUrl()).isEqualTo("jdbc:h2:mem:two");

        Properties properties = new Properties();
        properties.setProperty("url", "jdbc:h2:mem:three");
        assertThat(new PenstockConfig(properties).getJdbcUrl()).isEqualTo("jdbc:h2:mem:three");
        properties.setProperty("jdbcUrl", "jdbc:h2:mem:four");
        assertThatThrownBy(() -> new PenstockConfig(properties))
                .hasMessageContaining("url and jdbcUrl are set, which are two names of one property");
    }

    @Test
    void totalIsIdlePlusActiveWhileSlotsConnect() throws SQLException {
        pools.on("Driver.connect").hang();
        PenstockDataSource pool = pools.open(2, config -> {});
        Await.until(
                "a slot is connecting",
                Invariants.LIMIT,
                () -> pool.backends().stream().anyMatch(view -> view.slots().connecting() > 0));
        PenstockPoolMXBean figures = Objects.requireNonNull(pool.getPoolMXBean());
        assertThat(figures.getTotalConnections()).isZero();
        pools.on("Driver.connect").usual();
        pools.on("Driver.connect").release();
        Pools.awaitUnclaimed(pool::backends, 2);
        try (Connection held = pool.getConnection()) {
            assertThat(held.isClosed()).isFalse();
            assertThat(figures.getTotalConnections())
                    .isEqualTo(2)
                    .isEqualTo(figures.getIdleConnections() + figures.getActiveConnections());
        }
    }
}
