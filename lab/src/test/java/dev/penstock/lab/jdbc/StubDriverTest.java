package dev.penstock.lab.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class StubDriverTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final StubDatabase database = StubDatabase.named("shop");

    @AfterEach
    void resetClearsEverything() {
        database.reset();
        assertThat(database.connectionsOpen()).isZero();
        assertThat(database.statementsOpen()).isZero();
        assertThat(database.calls()).isEmpty();
        assertThat(database.connectionsOpened() + database.connectionsClosed()).isZero();
    }

    @Test
    void serviceLoaderFindsDriverForItsUrlsOnly() throws SQLException {
        try (Connection connection = connect()) {
            assertThat(connection.isValid(1)).isTrue();
            assertThat(connection).hasToString("stub Connection of jdbc:lab:shop");
            assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
            assertThat(connection.getMetaData().getURL()).isEqualTo("jdbc:lab:shop");
        }
        assertThat(new StubDriver().connect("jdbc:other:shop", new java.util.Properties()))
                .isNull();
        assertThat(StubDatabase.named("shop")).isSameAs(database);
    }

    @Test
    void queryReturnsOneRowAndUpdateCountsOne() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                PreparedStatement prepared = connection.prepareStatement("SELECT ?")) {
            try (ResultSet rows = statement.executeQuery("SELECT 1")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(1);
                assertThat(rows.getString("x")).isEqualTo("1");
                assertThat(rows.next()).isFalse();
            }
            assertThat(statement.executeUpdate("DELETE FROM x")).isEqualTo(1);
            assertThat(statement.execute("INSERT INTO x VALUES (1)")).isFalse();
            prepared.setInt(1, 7);
            assertThat(prepared.execute()).isTrue();
            assertThat(prepared.getConnection()).isSameAs(connection);
            assertThat(database.statementsOpen()).isEqualTo(2);
        }
        assertThat(database.statementsOpen()).isZero();
        assertThat(database.calls()).contains("PreparedStatement.setInt(1, 7)", "Statement.executeQuery(SELECT 1)");
    }

    @Test
    void closedConnectionIsCountedAndRefusesWork() throws SQLException {
        Connection first = connect();
        Connection second = connect();
        Statement statement = second.createStatement();
        first.close();
        first.close();
        second.abort(Runnable::run);

        assertThat(database.connectionsOpened()).isEqualTo(2);
        assertThat(database.connectionsClosed()).isEqualTo(2);
        assertThat(database.connectionsOpen()).isZero();
        assertThat(first.isClosed() && second.isClosed() && statement.isClosed())
                .isTrue();
        assertThat(first.isValid(1)).isFalse();
        assertThatThrownBy(first::createStatement)
                .isInstanceOf(SQLException.class)
                .hasMessage("the connection is closed")
                .extracting(failure -> ((SQLException) failure).getSQLState())
                .isEqualTo("08003");
        assertThatThrownBy(() -> statement.execute("SELECT 1")).hasMessage("the statement is closed");
    }

    @Test
    void changedSessionStateIsVisible() throws SQLException {
        try (Connection connection = connect()) {
            StubSession fresh = database.sessions().get(0);
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            connection.setCatalog("c");
            connection.setSchema("s");
            connection.setNetworkTimeout(Runnable::run, 500);

            assertThat(database.sessions())
                    .containsExactly(new StubSession(
                            false, true, Connection.TRANSACTION_SERIALIZABLE, "c", "s", Duration.ofMillis(500)));
            assertThat(connection.getSchema()).isEqualTo("s");
            assertThat(connection.getNetworkTimeout()).isEqualTo(500);
            assertThat(fresh)
                    .isEqualTo(new StubSession(
                            true, false, Connection.TRANSACTION_READ_COMMITTED, "shop", "public", Duration.ZERO));
        }
    }

    @Test
    void transactionIsOpenUntilCommitOrRollback() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
            assertThat(database.transactionsOpen()).isZero();
            assertThatThrownBy(connection::rollback).hasMessageContaining("autoCommit is on");
            connection.setAutoCommit(false);
            assertThat(database.transactionsOpen()).isZero();
            statement.execute("SELECT 1");
            assertThat(database.transactionsOpen()).isEqualTo(1);
            connection.rollback();
            assertThat(database.transactionsOpen()).isZero();
        }
    }

    @Test
    void scriptedMethodThrowsOrReturns() throws SQLException {
        SQLException failure = new SQLTransientException("scripted");
        database.on("Driver.connect").throwing(failure).once();
        assertThatThrownBy(this::connect).isSameAs(failure);
        try (Connection connection = connect()) {
            database.on("Connection.isValid").throwing(new IllegalStateException("scripted"));
            assertThatThrownBy(() -> connection.isValid(1)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> connection.isValid(1)).isInstanceOf(IllegalStateException.class);
            database.on("Connection.isValid").returning(false).once();
            assertThat(connection.isValid(1)).isFalse();
            assertThat(connection.isValid(1)).isTrue();
            database.on("Connection.getSchema").returningNull();
            assertThat(connection.getSchema()).isNull();
            database.on("Connection.getSchema").usual();
            assertThat(connection.getSchema()).isEqualTo("public");
        }
        assertThat(database.callCount("Connection.isValid")).isEqualTo(4);
        assertThatThrownBy(() -> database.on("isValid")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void releasedCallContinues() throws Exception {
        StubScript connecting = database.on("Driver.connect").hang();
        CompletableFuture<Connection> connection = CompletableFuture.supplyAsync(() -> {
            try {
                return connect();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        Await.until("the call hangs", LIMIT, () -> connecting.hanging() == 1);
        assertThat(connection).isNotDone();
        assertThat(database.connectionsOpen()).isZero();

        connecting.release();

        connection.get(5, TimeUnit.SECONDS).close();
    }

    @Test
    void interruptEndsHangUnlessIgnored() throws Exception {
        try (Connection connection = connect()) {
            AtomicReference<Object> outcome = new AtomicReference<>();
            Thread caller = validating(connection, outcome);
            StubScript validation = database.on("Connection.isValid").hang();
            caller.start();
            Await.until("the call hangs", LIMIT, () -> validation.hanging() == 1);
            caller.interrupt();
            caller.join(LIMIT.toMillis());
            assertThat(outcome.get()).isInstanceOf(SQLException.class);

            Thread stubborn = validating(connection, outcome);
            validation.hangIgnoringInterrupt();
            stubborn.start();
            Await.until("the call hangs", LIMIT, () -> validation.hanging() == 1);
            stubborn.interrupt();
            assertThat(validation.hanging()).isEqualTo(1);
            validation.release();
            stubborn.join(LIMIT.toMillis());
            assertThat(outcome.get()).isEqualTo(true);
        }
    }

    @Test
    void scriptedCallClosesItsConnection() throws SQLException {
        Connection connection = connect();
        Statement statement = connection.createStatement();
        database.on("Statement.executeUpdate").closingConnection();
        assertThatThrownBy(() -> statement.executeUpdate("update")).isInstanceOf(SQLException.class);
        assertThat(connection.isClosed()).isTrue();
        database.on("Driver.connect").closingConnection().once();
        assertThat(connect().isClosed()).isTrue();
        assertThat(database.connectionsOpen()).isZero();
    }

    @Test
    void scriptedWorkRunsBeforeTheCall() throws SQLException {
        try (Connection connection = connect()) {
            database.on("Connection.isValid").after(() -> database.rememberCalls(false));
            assertThat(connection.isValid(1)).isTrue();
            assertThat(connection.isClosed()).isFalse();
            assertThat(database.callCount("Connection.isClosed")).isZero();
        }
    }

    @Test
    void rollbackToSavepointKeepsTheTransaction() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeUpdate("update");
            Savepoint here = connection.setSavepoint("here");
            assertThat(here.getSavepointName()).isEqualTo("here");
            connection.rollback(here);
            assertThat(database.transactionsOpen()).isEqualTo(1);
            connection.rollback();
            assertThat(database.transactionsOpen()).isZero();
        }
    }

    @Test
    void unrecordedCallsAreNotKept() throws SQLException {
        database.rememberCalls(false);
        connect().close();
        assertThat(database.calls()).isEmpty();
    }

    private static Thread validating(Connection connection, AtomicReference<Object> outcome) {
        return new Thread(() -> {
            try {
                outcome.set(connection.isValid(1));
            } catch (SQLException e) {
                outcome.set(e);
            }
        });
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), "user", "password");
    }
}
