package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.jdbc.StubSession;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.ShardingKey;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session reaches its next holder as the first holder got it, or not at all. */
class ResetTest {
    @RegisterExtension
    final Pools pools = new Pools();

    private static void changeEverything(Connection connection) throws SQLException {
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        connection.setCatalog("other");
        connection.setSchema("other");
        connection.setNetworkTimeout(Runnable::run, 1_234);
        connection.setHoldability(ResultSet.CLOSE_CURSORS_AT_COMMIT);
        connection.setTypeMap(Map.of("t", String.class));
        connection.setClientInfo("ApplicationName", "other");
    }

    @Test
    void releaseRestoresEachChange() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        StubSession before = pools.database().sessions().get(0);
        try (Connection connection = pool.getConnection()) {
            changeEverything(connection);
            connection.createStatement().executeUpdate("update t set a = 1");
            assertThat(pools.database().sessions().get(0)).isNotEqualTo(before);
        }
        assertThat(pools.database().sessions()).containsExactly(before);
        assertThat(pools.database().transactionsOpen()).isZero();
        assertThat(pools.database().statementsOpen()).isZero();
        assertThat(pools.database().calls())
                .contains("Connection.rollback()", "Connection.setHoldability(0)", "Connection.setTypeMap({})");
        assertThat(pools.database().connectionsOpened()).isEqualTo(1);
    }

    @Test
    void eachClaimGetsTheConfiguredSession() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {
            config.setAutoCommit(false);
            config.setReadOnly(true);
            config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
            config.setCatalog("mine");
            config.setSchema("mine");
        });
        for (int i = 0; i < 3; i++) {
            try (Connection connection = pool.getConnection()) {
                assertThat(connection.getAutoCommit()).isFalse();
                assertThat(connection.isReadOnly()).isTrue();
                assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
                assertThat(connection.getCatalog()).isEqualTo("mine");
                assertThat(connection.getSchema()).isEqualTo("mine");
                connection.setReadOnly(false);
                connection.setAutoCommit(true);
                connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
                connection.setCatalog("other");
                connection.setSchema("other");
            }
        }
        assertThat(pools.database().connectionsOpened()).isEqualTo(1);
    }

    /** In pgjdbc {@code setSchema} is a statement, which begins a transaction if automatic commit is off. */
    @Test
    void restoredSettingsAreCommittedWithoutAutoCommit() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setAutoCommit(false));
        try (Connection connection = pool.getConnection()) {
            connection.setSchema("other");
            connection.commit();
        }
        List<String> calls = pools.database().calls();
        assertThat(calls.lastIndexOf("Connection.commit()"))
                .isGreaterThan(calls.lastIndexOf("Connection.setSchema(public)"));
    }

    @Test
    void releaseRollsBackUncommittedWork() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            connection.createStatement().executeUpdate("update t set a = 1");
        }
        assertThat(pools.database().transactionsOpen()).isZero();
        assertThat(pools.database().callCount("Connection.rollback")).isEqualTo(1);
    }

    @Test
    void unchangedSessionCostsNoRoundTrip() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("update t set a = 1");
        }
        assertThat(pools.database().calls())
                .noneMatch(call -> call.startsWith("Connection.rollback") || call.startsWith("Connection.set"));
    }

    @Test
    void releaseRestoresClientInfo() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        try (Connection connection = pool.getConnection()) {
            ((Connection) connection.unwrap(java.lang.reflect.Proxy.class)).setClientInfo("ApplicationName", "usual");
        }
        try (Connection connection = pool.getConnection()) {
            connection.setClientInfo("ApplicationName", "other");
            connection.setClientInfo("ClientUser", "me");
            Properties all = new Properties();
            all.setProperty("ClientHostname", "here");
            connection.setClientInfo(all);
        }
        try (Connection next = pool.getConnection()) {
            assertThat(next.getClientInfo("ApplicationName")).isEqualTo("usual");
            assertThat(next.getClientInfo()).hasSize(1);
        }
        assertThat(pools.database().connectionsOpened()).isEqualTo(1);
    }

    @Test
    void changeOfReturnedTypeMapStaysWithTheClaim() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Map<String, Class<?>> own = new HashMap<>();
        pools.on("Connection.getTypeMap").returning(own);
        try (Connection connection = pool.getConnection()) {
            connection.getTypeMap().put("t", String.class);
        }
        assertThat(own).isEmpty();
    }

    @Test
    void changeOfReturnedClientInfoStaysWithTheClaim() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Properties given = new Properties();
        try (Connection connection = pool.getConnection()) {
            connection.getClientInfo().setProperty("ApplicationName", "other");
            given.setProperty("ClientUser", "me");
            connection.setClientInfo(given);
        }
        given.setProperty("ClientHostname", "here");
        try (Connection next = pool.getConnection()) {
            assertThat(next.getClientInfo()).isEmpty();
        }
        assertThat(pools.database().connectionsOpened()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void resetQueryRunsOutsideOfTransactionsAfterUse(boolean autoCommit) throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {
            config.setAutoCommit(autoCommit);
            config.setSchema("mine");
            config.setConnectionInitSql("initial");
            config.setConnectionResetQuery("discard");
        });
        pool.getConnection().close();
        assertThat(pools.database().calls()).doesNotContain("Statement.execute(discard)");
        StubSession before = pools.database().sessions().get(0);
        List<StubSession> during = new ArrayList<>();
        try (Connection connection = pool.getConnection()) {
            connection.createStatement().execute("select 1");
            pools.on("Statement.execute")
                    .after(() -> during.add(pools.database().sessions().get(0)));
        }
        List<String> calls = pools.database().calls();
        assertThat(during.get(0).autoCommit()).isTrue();
        int discard = calls.indexOf("Statement.execute(discard)");
        assertThat(discard).isPositive();
        assertThat(calls.subList(discard, calls.size()))
                .contains("Statement.execute(initial)", "Connection.setSchema(mine)");
        assertThat(pools.database().sessions()).containsExactly(before);
        assertThat(pools.database().transactionsOpen()).isZero();
    }

    @Test
    void resetQueryThatFailsCostsTheSession() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setConnectionResetQuery("discard"));
        try (Connection connection = pool.getConnection()) {
            connection.createStatement().execute("select 1");
            pools.on("Statement.execute").throwing(new SQLException("no")).once();
        }
        pool.getConnection().close();
        assertThat(pools.database().connectionsOpened()).isEqualTo(2);
    }

    @Test
    void releaseClearsTheShardingKey() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        ShardingKey key = new ShardingKey() {};
        pools.on("Connection.setShardingKeyIfValid").returning(true);
        int resets = 0;
        for (Change change : List.<Change>of(
                connection -> connection.setShardingKey(key),
                connection -> connection.setShardingKey(key, key),
                connection -> connection.setShardingKeyIfValid(key, 1),
                connection -> connection.setShardingKeyIfValid(key, key, 1))) {
            try (Connection connection = pool.getConnection()) {
                change.apply(connection);
            }
            long reset = pools.database().calls().stream()
                    .filter("Connection.setShardingKey(null, null)"::equals)
                    .count();
            assertThat(reset).isEqualTo(++resets);
        }
        assertThat(pools.database().connectionsOpened()).isEqualTo(1);
    }

    private interface Change {
        void apply(Connection connection) throws SQLException;
    }

    @Test
    void releaseClosesOpenStatements() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        try (Connection connection = pool.getConnection()) {
            for (int i = 0; i < 20; i++) {
                connection.createStatement();
                connection.prepareStatement("select 1");
                connection.prepareCall("call p");
            }
            assertThat(pools.database().statementsOpen()).isEqualTo(60);
        }
        assertThat(pools.database().statementsOpen()).isZero();
        assertThat(pools.database().connectionsOpened()).isEqualTo(1);
    }

    @Test
    void releaseClosesOpenResultSetsOfMetaData() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Connection connection = pool.getConnection();
        Connection driver = (Connection) connection.unwrap(java.lang.reflect.Proxy.class);
        pools.on("DatabaseMetaData.getTables")
                .returning(driver.createStatement().executeQuery("select 1"));
        ResultSet rows = connection.getMetaData().getTables(null, null, null, null);
        assertThat(rows.getStatement().getConnection()).isSameAs(connection);
        assertThat(pools.database().statementsOpen()).isEqualTo(1);
        connection.close();
        assertThat(rows.isClosed()).isTrue();
        assertThat(pools.database().statementsOpen()).isZero();
    }

    @Test
    void statementWhoseCloseFailedIsClosedAtRelease() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        try (Connection connection = pool.getConnection()) {
            Statement statement = connection.createStatement();
            pools.on("Statement.close")
                    .throwing(new SQLException("not now", "24000"))
                    .once();
            assertThatThrownBy(statement::close).hasMessage("not now");
        }
        assertThat(pools.database().statementsOpen()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection.rollback",
                "Connection.setAutoCommit",
                "Connection.setReadOnly",
                "Connection.setTransactionIsolation",
                "Connection.setCatalog",
                "Connection.setSchema",
                "Connection.setHoldability",
                "Connection.setTypeMap",
                "Connection.setNetworkTimeout",
                "Connection.getNetworkTimeout",
                "Connection.setClientInfo",
                "Connection.clearWarnings",
                "Statement.close"
            })
    void connectionWhoseResetFailedIsReplaced(String method) throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Connection connection = pool.getConnection();
        Object driver = connection.unwrap(java.lang.reflect.Proxy.class);
        changeEverything(connection);
        connection.createStatement();
        pools.on(method).throwing(new SQLException("reset fails")).once();
        connection.close();
        Pools.awaitUnclaimed(pool::backends, 1);
        try (Connection next = pool.getConnection()) {
            assertThat(next.unwrap(java.lang.reflect.Proxy.class)).isNotSameAs(driver);
            assertThat(next.getAutoCommit()).isTrue();
        }
        assertThat(pools.database().connectionsOpened()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"getNetworkTimeout", "setNetworkTimeout"})
    void driverWithoutNetworkTimeoutsKeepsItsConnections(String method) throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        for (Throwable refusal : List.of(
                new SQLFeatureNotSupportedException("no such thing"),
                new UnsupportedOperationException("no such thing"),
                new AbstractMethodError("older than JDBC 4.1"))) {
            pools.on("Connection." + method).throwing(refusal);
            try (Connection connection = pool.getConnection()) {
                connection.setAutoCommit(false);
            }
        }
        assertThat(pools.database().connectionsOpened()).isEqualTo(1);
    }

    @Test
    void networkTimeoutBoundsTheCloseOfStatements() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        try (Connection connection = pool.getConnection()) {
            connection.createStatement();
        }
        List<String> calls = pools.database().calls();
        assertThat(calls.stream().filter(call -> call.startsWith("Connection.setNetworkTimeout")))
                .hasSize(2);
        assertThat(calls.indexOf("Statement.close()")).isGreaterThan(indexOf(calls, "Connection.setNetworkTimeout"));
        assertThat(pools.database().sessions().get(0).networkTimeout()).isZero();
    }

    private static int indexOf(List<String> calls, String method) {
        return calls.indexOf(calls.stream()
                .filter(call -> call.startsWith(method))
                .findFirst()
                .orElseThrow());
    }

    @Test
    void connectionThatItsDriverClosedIsReplaced() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Connection connection = pool.getConnection();
        ((Connection) connection.unwrap(java.lang.reflect.Proxy.class)).close();
        assertThat(connection.isClosed()).isTrue();
        connection.close();
        Pools.awaitUnclaimed(pool::backends, 1);
        try (Connection next = pool.getConnection()) {
            assertThat(next.isClosed()).isFalse();
            assertThat(next.createStatement().executeUpdate("update")).isEqualTo(1);
        }
    }

    /** No call of the reset fails: the driver closes its connection in the last one. */
    @Test
    void connectionThatItsDriverClosesDuringTheResetIsReplaced() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Connection connection = pool.getConnection();
        connection.setAutoCommit(false);
        Connection driver = (Connection) connection.unwrap(java.lang.reflect.Proxy.class);
        pools.on("Connection.clearWarnings").closingConnectionAfterwards().once();
        connection.close();
        Pools.awaitUnclaimed(pool::backends, 1);
        try (Connection next = pool.getConnection()) {
            assertThat(next.unwrap(java.lang.reflect.Proxy.class)).isNotSameAs(driver);
            assertThat(next.isClosed()).isFalse();
        }
        assertThat(pools.database().connectionsOpened()).isEqualTo(2);
    }

    @Test
    void errorInResetReachesCallerAndReturnsTheSlot() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Connection connection = pool.getConnection();
        connection.setAutoCommit(false);
        pools.on("Connection.rollback")
                .throwing(new OutOfMemoryError("scripted"))
                .once();
        assertThatThrownBy(connection::close).isInstanceOf(OutOfMemoryError.class);
        Pools.awaitUnclaimed(pool::backends, 1);
        pool.getConnection().close();
    }
}
