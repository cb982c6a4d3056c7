package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A driver that refuses an optional call, in any way, keeps its sessions. */
class DriverRefusalTest {
    @RegisterExtension
    final Pools pools = new Pools();

    private interface Change {
        void on(Connection connection) throws SQLException;
    }

    private static final List<Throwable> REFUSALS = List.of(
            new SQLException("the method must not be called", "ZZ00A"),
            new SQLException("not supported", "HYC00"),
            new SQLException("not supported", "0A000"),
            new SQLException("not supported"),
            new SQLFeatureNotSupportedException("not supported"),
            new UnsupportedOperationException("not supported"),
            new IllegalStateException("not supported"),
            new AbstractMethodError("an older version of JDBC"));

    private static final Map<String, Change> CHANGES = new LinkedHashMap<>();

    static {
        CHANGES.put("setReadOnly", connection -> connection.setReadOnly(true));
        CHANGES.put("setTransactionIsolation", connection -> connection.setTransactionIsolation(8));
        CHANGES.put("setCatalog", connection -> connection.setCatalog("other"));
        CHANGES.put("setSchema", connection -> connection.setSchema("other"));
        CHANGES.put("setHoldability", connection -> connection.setHoldability(ResultSet.CLOSE_CURSORS_AT_COMMIT));
        CHANGES.put("setTypeMap", connection -> connection.setTypeMap(Map.of()));
        CHANGES.put("setClientInfo", connection -> connection.setClientInfo(new Properties()));
        CHANGES.put("setNetworkTimeout", connection -> connection.setNetworkTimeout(Runnable::run, 1));
        CHANGES.put("setShardingKey", connection -> connection.setShardingKey(null));
    }

    static Stream<Throwable> refusals() {
        return REFUSALS.stream();
    }

    static Stream<Arguments> refusedChanges() {
        return CHANGES.keySet().stream()
                .flatMap(method -> Stream.of(REFUSALS.get(0), REFUSALS.get(3), REFUSALS.get(4), REFUSALS.get(7))
                        .map(refusal -> Arguments.of(method, refusal)));
    }

    private static void use(PenstockDataSource pool) throws SQLException {
        for (int i = 0; i < 3; i++) {
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("select 1");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusedNetworkTimeoutCostsNoSession(Throwable refusal) throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setAutoCommit(false));
        pools.on("Connection.getNetworkTimeout").throwing(refusal);
        use(pool);
        pools.on("Connection.setNetworkTimeout").throwing(refusal);
        use(pool);
        pools.on("Connection.getNetworkTimeout").usual();
        use(pool);
        assertThat(pools.database().connectionsOpened()).isEqualTo(1);
        assertThat(pools.database().transactionsOpen()).isZero();
    }

    @ParameterizedTest
    @MethodSource("refusedChanges")
    void refusedChangeCostsNoSession(String method, Throwable refusal) throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        pools.on("Connection." + method).throwing(refusal);
        for (int i = 0; i < 3; i++) {
            try (Connection connection = pool.getConnection()) {
                assertThatThrownBy(() -> CHANGES.get(method).on(connection)).isNotNull();
            }
        }
        assertThat(pools.database().connectionsOpened()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusedGetterStillAllowsTheChange(Throwable refusal) throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Connection connection = pool.getConnection();
        pools.on("Connection.getSchema").throwing(refusal).once();
        connection.setSchema("other");
        connection.close();
        try (Connection next = pool.getConnection()) {
            assertThat(next.getSchema()).isEqualTo("public");
        }
    }
}
