package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.penstock.lab.Await;
import dev.penstock.lab.jdbc.StubScript;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A claim says why the pool has no connection, and does not wait if that is in vain. */
class RefusedSessionsTest {
    @RegisterExtension
    final Pools pools = new Pools();

    private StubScript refusing(String message, String state) {
        return pools.on("Driver.connect").throwing(new SQLException(message, state));
    }

    private static void awaitServed(PenstockDataSource pool) {
        Await.until("a claim is served", Invariants.LIMIT, () -> {
            try (Connection connection = pool.getConnection()) {
                return !connection.isClosed();
            } catch (SQLException e) {
                return false;
            }
        });
    }

    @Test
    void missingDatabaseFailsFirstClaimAtOnce() {
        StubScript script = refusing("database \"orders\" does not exist", "3D000");
        PenstockDataSource pool = pools.open(2, config -> {});

        assertThatThrownBy(pool::getConnection)
                .isInstanceOf(SessionsRefusedException.class)
                .hasMessageContaining("every backend refuses sessions")
                .hasMessageContaining("database \"orders\" does not exist (SQLState 3D000)")
                .hasRootCauseMessage("database \"orders\" does not exist")
                .extracting(failure -> ((SQLException) failure).getSQLState())
                .isEqualTo("3D000");

        script.usual();
        awaitServed(pool);
    }

    @Test
    void refusalOfTlsReachesWaiterThatCameBefore() {
        StubScript script = refusing("nobody is there", "08001");
        PenstockDataSource pool = pools.open(1, config -> {});
        Claimant<Connection> waiter = Claimant.start(pool::getConnection);
        Pools.awaitWaiting(pool, 1);
        script.throwing(new SQLException("The server does not support SSL.", "08004"));

        assertThat(waiter.failure())
                .isInstanceOf(SessionsRefusedException.class)
                .hasMessageContaining("does not support SSL");
    }

    @Test
    void claimWaitsForServerThatStarts() throws SQLException {
        StubScript script = refusing("the database system is starting up", "57P03");
        PenstockDataSource pool = pools.open(1, config -> {});
        Claimant<Connection> waiter = Claimant.start(pool::getConnection);
        Pools.awaitWaiting(pool, 1);
        script.usual();

        waiter.result().close();
    }

    @Test
    void poolWithConnectionsServesClaimsThoughNewSessionsAreRefused() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        refusing("permission denied for database", "42501");
        pool.setMaximumPoolSize(2);
        Await.until(
                "the refusal is known",
                Invariants.LIMIT,
                () -> pool.backends().get(0).lastError().isPresent());

        pool.getConnection().close();
    }

    @Test
    void wrongTestQueryIsNamedByStartAndByClaim() {
        pools.on("Statement.execute").throwing(new SQLException("syntax error", "42601"));
        Consumer<PenstockConfig> settings = config -> config.setConnectionTestQuery("selec 1");
        PenstockConfig eager = new PenstockConfig();
        eager.setJdbcUrl(pools.database().jdbcUrl());
        settings.accept(eager);

        assertThatThrownBy(() -> new PenstockDataSource(eager))
                .isInstanceOf(PoolStartException.class)
                .hasMessageContaining("connectionTestQuery 'selec 1' fails: syntax error")
                .hasRootCauseMessage("syntax error");
        assertThatThrownBy(pools.open(1, settings)::getConnection)
                .isInstanceOf(SessionsRefusedException.class)
                .hasMessageContaining("connectionTestQuery 'selec 1' fails: syntax error");
    }

    @Test
    void testQueryThatFailsLaterIsNamed() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {
            config.setConnectionTestQuery("select 1 from gone");
            config.setAliveBypassWindow(0);
        });
        pool.getConnection().close();
        pools.on("Statement.execute").throwing(new SQLException("no such table", "42P01"));

        assertThatThrownBy(pool::getConnection)
                .isInstanceOf(SessionsRefusedException.class)
                .hasMessageContaining("connectionTestQuery 'select 1 from gone' fails: no such table");
    }

    @Test
    void refusedConnectIsAmongCausesWithItsAddress() throws IOException {
        int port;
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = listener.getLocalPort();
        }
        try (PenstockDataSource pool = new PenstockDataSource()) {
            pool.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + port + "/orders");
            pool.setUsername("clerk");
            pool.setInitializationFailTimeout(1);
            Throwable failure = catchThrowable(pool::getConnection);

            assertThat(failure)
                    .isInstanceOf(SQLTransientConnectionException.class)
                    .hasMessageContainingAll("refused", "127.0.0.1:" + port)
                    .hasRootCauseInstanceOf(ConnectException.class);
        }
    }

    @Test
    void reasonThatDriverWrapsIsInTheText() {
        SQLException wrapped =
                new SQLException("The connection attempt failed.", "08001", new ConnectException("nobody"));
        pools.on("Driver.connect").throwing(wrapped);
        PenstockDataSource pool = pools.open(1, config -> config.setConnectionTimeout(300));

        assertThatThrownBy(pool::getConnection)
                .hasMessageContaining(
                        "The connection attempt failed. (SQLState 08001); caused by ConnectException: nobody")
                .cause()
                .isSameAs(wrapped);
    }

    @Test
    void lazyStartHonoursInitializationFailTimeout() {
        StubScript script = refusing("nobody is there", "08001");
        PenstockDataSource pool = pools.open(1, config -> config.setInitializationFailTimeout(1));

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(pool::getConnection)
                    .isInstanceOf(NoBackendOnlineException.class)
                    .hasMessageContaining("no connection since its start (initializationFailTimeout 1)")
                    .hasMessageContaining("nobody is there");
        }
        script.usual();
        awaitServed(pool);
    }

    @Test
    void initializationFailTimeoutEndsWithFirstConnection() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setInitializationFailTimeout(1));
        Connection lost = pool.getConnection();
        pools.lose(lost);
        lost.close();
        pools.on("Driver.connect")
                .throwing(new SQLException("not now", "08001"))
                .once();

        pool.getConnection().close();
    }
}
