package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Await;
import dev.penstock.lab.jdbc.StubScript;
import java.io.InputStream;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A session whose claim is closed during a call of another thread does not serve the next claim. */
class CloseUnderCallTest {
    @RegisterExtension
    final Pools pools = new Pools();

    /** What one claim has open. */
    private record Open(
            Connection connection,
            Statement statement,
            PreparedStatement prepared,
            CallableStatement callable,
            ResultSet rows) {}

    private interface Call {
        void on(Open open) throws SQLException;
    }

    private static final Map<String, Call> CALLS = new LinkedHashMap<>();

    static {
        CALLS.put("Connection.createStatement", open -> open.connection.createStatement());
        CALLS.put("Connection.prepareStatement", open -> open.connection.prepareStatement("select 2"));
        CALLS.put("Connection.prepareCall", open -> open.connection.prepareCall("call p"));
        CALLS.put("Connection.nativeSQL", open -> open.connection.nativeSQL("select 2"));
        CALLS.put("Connection.getMetaData", open -> open.connection.getMetaData());
        CALLS.put("Connection.getSchema", open -> open.connection.getSchema());
        CALLS.put("Connection.getCatalog", open -> open.connection.getCatalog());
        CALLS.put("Connection.getTransactionIsolation", open -> open.connection.getTransactionIsolation());
        CALLS.put("Connection.getClientInfo", open -> open.connection.getClientInfo());
        CALLS.put("Connection.getWarnings", open -> open.connection.getWarnings());
        CALLS.put("Connection.setSavepoint", open -> open.connection.setSavepoint());
        CALLS.put("Connection.releaseSavepoint", open -> open.connection.releaseSavepoint(null));
        CALLS.put("Connection.createArrayOf", open -> open.connection.createArrayOf("int", new Object[0]));
        CALLS.put("Connection.createBlob", open -> open.connection.createBlob());
        CALLS.put("Connection.createClob", open -> open.connection.createClob());
        CALLS.put("Connection.commit", open -> open.connection.commit());
        CALLS.put(
                "DatabaseMetaData.getTables",
                open -> open.connection.getMetaData().getTables("", "", "", null));
        CALLS.put(
                "DatabaseMetaData.getSQLKeywords",
                open -> open.connection.getMetaData().getSQLKeywords());
        CALLS.put("Statement.execute", open -> open.statement.execute("x"));
        CALLS.put("Statement.getMoreResults", open -> open.statement.getMoreResults());
        CALLS.put("Statement.getGeneratedKeys", open -> open.statement.getGeneratedKeys());
        CALLS.put("Statement.cancel", open -> open.statement.cancel());
        CALLS.put("Statement.close", open -> open.statement.close());
        CALLS.put("PreparedStatement.executeQuery", open -> open.prepared.executeQuery());
        CALLS.put("PreparedStatement.getMetaData", open -> open.prepared.getMetaData());
        CALLS.put("PreparedStatement.getParameterMetaData", open -> open.prepared.getParameterMetaData());
        CALLS.put("PreparedStatement.setBlob", open -> open.prepared.setBlob(1, InputStream.nullInputStream()));
        CALLS.put("PreparedStatement.setObject", open -> open.prepared.setObject(1, "x"));
        CALLS.put("CallableStatement.getClob", open -> open.callable.getClob(1));
        CALLS.put("CallableStatement.getObject", open -> open.callable.getObject(1));
        CALLS.put("ResultSet.next", open -> open.rows.next());
        CALLS.put("ResultSet.previous", open -> open.rows.previous());
        CALLS.put("ResultSet.last", open -> open.rows.last());
        CALLS.put("ResultSet.absolute", open -> open.rows.absolute(1));
        CALLS.put("ResultSet.isLast", open -> open.rows.isLast());
        CALLS.put("ResultSet.updateInt", open -> open.rows.updateInt(1, 1));
        CALLS.put("ResultSet.updateRow", open -> open.rows.updateRow());
        CALLS.put("ResultSet.insertRow", open -> open.rows.insertRow());
        CALLS.put("ResultSet.deleteRow", open -> open.rows.deleteRow());
        CALLS.put("ResultSet.refreshRow", open -> open.rows.refreshRow());
        CALLS.put("ResultSet.getBlob", open -> open.rows.getBlob(1));
        CALLS.put("ResultSet.getClob", open -> open.rows.getClob(1));
        CALLS.put("ResultSet.getArray", open -> open.rows.getArray(1));
        CALLS.put("ResultSet.getObject", open -> open.rows.getObject(1));
        CALLS.put("ResultSet.getBinaryStream", open -> open.rows.getBinaryStream(1));
        CALLS.put("ResultSet.getMetaData", open -> open.rows.getMetaData());
    }

    static Stream<String> calls() {
        return CALLS.keySet().stream();
    }

    private static Open open(Connection connection) throws SQLException {
        PreparedStatement prepared = connection.prepareStatement("select 1");
        return new Open(
                connection,
                connection.createStatement(),
                prepared,
                connection.prepareCall("call p"),
                prepared.executeQuery());
    }

    private static void perform(String method, Open open) throws SQLException {
        CALLS.get(method).on(open);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void callUnderWayAtCloseCostsTheSession(String method) throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setAutoCommit(false));
        Connection connection = pool.getConnection();
        Open open = open(connection);
        StubScript hang = pools.on(method).hangIgnoringInterrupt();
        Claimant<Boolean> caller = Claimant.start(() -> {
            perform(method, open);
            return true;
        });
        Await.until("the call hangs", Invariants.LIMIT, () -> hang.hanging() == 1);
        connection.close();
        hang.usual();
        try (Connection next = pool.getConnection()) {
            assertThat(next.isClosed()).isFalse();
            assertThat(hang.hanging()).isEqualTo(1);
        }
        assertThat(pools.database().connectionsOpened()).isEqualTo(2);
        hang.release();
        Await.until("the call returns", Invariants.LIMIT, caller::isDone);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void callThatEndedBeforeCloseKeepsTheSession(String method) throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setAutoCommit(false));
        for (int i = 0; i < 2; i++) {
            try (Connection connection = pool.getConnection()) {
                Open open = open(connection);
                Claimant<Boolean> other = Claimant.start(() -> {
                    perform(method, open);
                    return true;
                });
                Await.until("the call returns", Invariants.LIMIT, other::isDone);
            }
        }
        assertThat(pools.database().connectionsOpened()).isEqualTo(1);
    }

    /** Both calls are marked, or one of them would be missed when the other one returns. */
    @Test
    void secondOfTwoCallsUnderWayAtCloseCostsTheSession() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setAutoCommit(false));
        Connection connection = pool.getConnection();
        Open open = open(connection);
        StubScript hang = pools.on("ResultSet.getBlob").hangIgnoringInterrupt();
        StubScript shorter = pools.on("ResultSet.next").hangIgnoringInterrupt();
        Claimant<Boolean> first = Claimant.start(() -> open.rows.next());
        Await.until("the first call hangs", Invariants.LIMIT, () -> shorter.hanging() == 1);
        Claimant<Boolean> second = Claimant.start(() -> open.rows.getBlob(1) == null);
        Await.until("the second call hangs", Invariants.LIMIT, () -> hang.hanging() == 1);
        shorter.release();
        assertThat(first.result()).isTrue();
        connection.close();
        hang.usual();
        Pools.awaitUnclaimed(pool::backends, 1);
        assertThat(pools.database().connectionsOpened()).isEqualTo(2);
        hang.release();
        assertThat(second.isDone() || second.result()).isTrue();
    }
}
