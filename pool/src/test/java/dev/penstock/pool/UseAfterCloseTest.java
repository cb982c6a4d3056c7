package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class UseAfterCloseTest {
    private static final Set<String> HARMLESS =
            Set.of("close", "abort", "isClosed", "isValid", "unwrap", "isWrapperFor");

    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    void eachMethodOfAClosedConnectionThrows() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Connection closed = pool.getConnection();
        closed.close();
        try (Connection next = pool.getConnection()) {
            assertThat(next.isClosed()).isFalse();
            assertThatEveryMethodSaysItIsClosed(closed);
        }
    }

    private void assertThatEveryMethodSaysItIsClosed(Connection closed) throws SQLException {
        int calls = pools.database().calls().size();
        Jdbc.methods(Connection.class).stream()
                .filter(method -> !HARMLESS.contains(method.getName()))
                .forEach(method -> assertThat(Jdbc.thrown(closed, method, Jdbc.arguments(method)))
                        .as(method.toString())
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("closed"));
        assertThat(closed.isClosed()).isTrue();
        assertThat(closed.isValid(1)).isFalse();
        assertThat(closed.toString()).contains("closed");
        assertThat(pools.database().calls().size())
                .as("calls that reached the driver")
                .isEqualTo(calls);
    }

    @Test
    void objectsOfAClosedConnectionDoNotReachTheNextHolder() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Connection closed = pool.getConnection();
        Statement statement = closed.createStatement();
        PreparedStatement prepared = closed.prepareStatement("select 1");
        ResultSet rows = prepared.executeQuery();
        DatabaseMetaData metaData = closed.getMetaData();
        closed.close();
        try (Connection next = pool.getConnection()) {
            assertThatThrownBy(() -> statement.execute("delete")).isInstanceOf(SQLException.class);
            assertThatThrownBy(prepared::executeQuery).isInstanceOf(SQLException.class);
            assertThatThrownBy(statement::getConnection).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> metaData.getTables(null, null, null, null))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("closed");
            assertThatThrownBy(metaData::getDatabaseProductName).isInstanceOf(SQLException.class);
            assertThat(rows.isClosed()).isTrue();
            assertThat(next.isValid(1)).isTrue();
        }
        assertThat(pools.database().connectionsOpened()).isEqualTo(1);
    }

    @Test
    void failureOfAClosedStatementKeepsTheNextHoldersConnection() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Connection closed = pool.getConnection();
        Statement statement = closed.createStatement();
        closed.close();
        try (Connection next = pool.getConnection()) {
            assertThatThrownBy(() -> statement.execute("x"))
                    .extracting("SQLState")
                    .isEqualTo("08003");
            assertThat(next.isValid(1)).isTrue();
        }
        pool.getConnection().close();
        assertThat(pools.database().connectionsOpened()).isEqualTo(1);
    }

    @Test
    void abortReplacesTheConnection() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Connection aborted = pool.getConnection();
        aborted.createStatement().executeUpdate("update");
        aborted.abort(Runnable::run);
        assertThat(aborted.isClosed()).isTrue();
        aborted.abort(Runnable::run);
        aborted.close();
        Pools.awaitUnclaimed(pool::backends, 1);
        pool.getConnection().close();
        assertThat(pools.database().connectionsOpened()).isEqualTo(2);
        assertThat(pools.database().callCount("Connection.abort")).isEqualTo(1);
    }

    @Test
    void abortDuringACallAccountsForBothClaims() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        var hang = pools.on("Statement.execute").hangIgnoringInterrupt();
        Claimant<Boolean> caller = Claimant.start(() -> statement.execute("slow"));
        Await.until("the call hangs", Invariants.LIMIT, () -> hang.hanging() == 1);
        connection.abort(Runnable::run);
        Pools.awaitUnclaimed(pool::backends, 1);
        try (Connection next = pool.getConnection()) {
            hang.usual();
            hang.release();
            assertThat(caller.failure()).isInstanceOf(SQLException.class);
            next.createStatement().execute("fast");
        }
    }

    /** The claim is over, but its statement is still open, on the connection of the next holder. */
    @Test
    void callDuringCloseDoesNotReachTheDriver() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        AtomicReference<Throwable> refusal = new AtomicReference<>();
        pools.on("Connection.getNetworkTimeout")
                .after(() -> refusal.set(
                        Claimant.start(() -> statement.execute("late")).failure()))
                .once();
        connection.close();
        assertThat(refusal.get())
                .isInstanceOf(SQLException.class)
                .extracting("SQLState")
                .isEqualTo("08003");
        assertThat(pools.database().callCount("Statement.execute")).isZero();
        pool.getConnection().close();
        assertThat(pools.database().connectionsOpened()).isEqualTo(1);
    }

    /** Otherwise the call goes on at the connection of the next holder. */
    @Test
    void connectionClosedDuringACallIsReplaced() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Connection connection = pool.getConnection();
        Object driver = connection.unwrap(Proxy.class);
        Statement statement = connection.createStatement();
        var hang = pools.on("Statement.execute").hangIgnoringInterrupt();
        Claimant<Boolean> caller = Claimant.start(() -> statement.execute("slow"));
        Await.until("the call hangs", Invariants.LIMIT, () -> hang.hanging() == 1);
        connection.close();
        Pools.awaitUnclaimed(pool::backends, 1);
        try (Connection next = pool.getConnection()) {
            assertThat(next.unwrap(Proxy.class)).isNotSameAs(driver);
            hang.usual();
            hang.release();
            assertThat(caller.failure()).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void sharedConnectionHarmsNoOtherClaim() throws SQLException {
        PenstockDataSource pool = pools.full(2, config -> {});
        for (int round = 0; round < 50; round++) {
            Connection shared = pool.getConnection();
            CountDownLatch go = new CountDownLatch(1);
            Claimant<Void> first = Claimant.start(() -> use(shared, go));
            Claimant<Void> second = Claimant.start(() -> use(shared, go));
            go.countDown();
            first.result();
            second.result();
            shared.close();
        }
        Pools.awaitUnclaimed(pool::backends, 2);
        assertThat(pools.database().statementsOpen()).isZero();
        assertThat(pools.database().connectionsOpened()).isEqualTo(2);
    }

    private static Void use(Connection connection, CountDownLatch go) throws Exception {
        go.await();
        for (int i = 0; i < 50; i++) {
            Statement statement = connection.createStatement();
            statement.execute("select 1");
            if (i % 3 > 0) {
                statement.close();
            }
        }
        return null;
    }

    @Test
    void wrapperUnwrapsToItselfAndToTheDriversObject() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        try (Connection connection = pool.getConnection()) {
            assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
            assertThat(connection.isWrapperFor(Proxy.class)).isTrue();
            assertThat(Proxy.isProxyClass(connection.unwrap(Proxy.class).getClass()))
                    .isTrue();
            assertThat(connection.isWrapperFor(String.class)).isFalse();
            assertThatThrownBy(() -> connection.unwrap(String.class)).isInstanceOf(SQLException.class);
            PreparedStatement statement = connection.prepareStatement("select 1");
            assertThat(statement.unwrap(PreparedStatement.class)).isSameAs(statement);
            assertThat(statement.isWrapperFor(Proxy.class)).isTrue();
            assertThat(statement.getConnection()).isSameAs(connection);
            ResultSet rows = statement.executeQuery();
            assertThat(rows.getStatement()).isSameAs(statement);
            assertThat(rows.isWrapperFor(Proxy.class)).isTrue();
            assertThat(connection.getMetaData().getConnection()).isSameAs(connection);
            assertThat(connection.getMetaData().isWrapperFor(Proxy.class)).isTrue();
        }
        assertThat(pool.isWrapperFor(PenstockDataSource.class)).isTrue();
        assertThat(pool.unwrap(PenstockConfig.class)).isSameAs(pool);
        assertThatThrownBy(() -> pool.unwrap(String.class)).isInstanceOf(SQLException.class);
    }
}
