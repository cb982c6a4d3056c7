package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import dev.penstock.lab.postgres.PostgresCluster;
import dev.penstock.lab.tcp.FaultProxy;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One real server, plain JDBC and Jdbi. */
class PostgresIT {
    private static PostgresCluster cluster;

    @RegisterExtension
    final Pools pools = new Pools();

    @BeforeAll
    static void start() throws SQLException {
        cluster = PostgresCluster.start(1);
        try (Connection observer = cluster.server(0).connect(cluster.database());
                Statement statement = observer.createStatement()) {
            statement.execute("CREATE TABLE accounts (id int PRIMARY KEY, balance int NOT NULL)");
            statement.execute("GRANT ALL ON accounts TO \"" + cluster.user() + "\"");
            statement.execute("CREATE SCHEMA other");
        }
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    private PenstockDataSource pool(int slots) {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setJdbcUrl(cluster.server(0).jdbcUrl());
        pool.setUsername(cluster.user());
        pool.setPassword(cluster.password());
        pool.setMaximumPoolSize(slots);
        pool.setConnectionTimeout(20_000);
        return pool;
    }

    private static int count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM accounts")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Test
    void batchesAndFetchSizesWorkAsWithoutAPool() throws SQLException {
        PenstockDataSource pool = pools.open(pool(2));
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("DELETE FROM accounts");
            try (var insert = connection.prepareStatement("INSERT INTO accounts VALUES (?, ?)")) {
                for (int i = 0; i < 1_000; i++) {
                    insert.setInt(1, i);
                    insert.setInt(2, 100);
                    insert.addBatch();
                }
                assertThat(insert.executeBatch()).hasSize(1_000);
            }
            connection.commit();
            int sum = 0;
            try (Statement statement = connection.createStatement()) {
                statement.setFetchSize(10);
                try (ResultSet rows = statement.executeQuery("SELECT balance FROM accounts")) {
                    while (rows.next()) {
                        sum += rows.getInt(1);
                    }
                }
            }
            assertThat(sum).isEqualTo(100_000);
        }
    }

    @Test
    void whatIsNotCommittedIsGone() throws SQLException {
        PenstockDataSource pool = pools.open(pool(1));
        int before;
        try (Connection connection = pool.getConnection()) {
            before = count(connection);
            connection.setAutoCommit(false);
            connection.createStatement().execute("INSERT INTO accounts VALUES (900001, 1)");
        }
        try (Connection connection = pool.getConnection()) {
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(count(connection)).isEqualTo(before);
        }
    }

    /** Resetting {@code search_path} is a statement: in a transaction, which the next holder's rollback would undo. */
    @Test
    void aSchemaIsPutBackForGoodWithoutAutomaticCommit() throws SQLException {
        PenstockDataSource config = pool(1);
        config.setAutoCommit(false);
        PenstockDataSource pool = pools.open(config);
        try (Connection connection = pool.getConnection()) {
            connection.setSchema("other");
            connection.commit();
        }
        try (Connection observer = cluster.server(0).connect()) {
            assertThat(text(observer, "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"))
                    .isEqualTo("0");
        }
        try (Connection connection = pool.getConnection()) {
            connection.rollback();
            assertThat(connection.getSchema()).isEqualTo("public");
        }
    }

    @Test
    void isolationAndReadOnlyArePutBack() throws SQLException {
        PenstockDataSource pool = pools.open(pool(1));
        try (Connection connection = pool.getConnection()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            assertThat(text(connection, "SHOW transaction_isolation")).isEqualTo("serializable");
        }
        try (Connection connection = pool.getConnection()) {
            assertThat(text(connection, "SHOW transaction_isolation")).isEqualTo("read committed");
            assertThat(text(connection, "SHOW transaction_read_only")).isEqualTo("off");
        }
    }

    @Test
    void aSessionThatTheServerEndsCostsOneClaimAtMost() throws SQLException {
        PenstockDataSource pool = pools.open(pool(1));
        try (Connection connection = pool.getConnection()) {
            String pid = text(connection, "SELECT pg_backend_pid()");
            try (Connection observer = cluster.server(0).connect()) {
                assertThat(text(observer, "SELECT pg_terminate_backend(" + pid + ")"))
                        .isEqualTo("t");
            }
            assertThatThrownBy(() -> text(connection, "SELECT 1")).isInstanceOf(SQLException.class);
        }
        try (Connection connection = pool.getConnection()) {
            assertThat(text(connection, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void jdbiTransactionsAndNestedHandles() {
        PenstockDataSource pool = pools.open(pool(3));
        Jdbi jdbi = Jdbi.create(pool);
        jdbi.useTransaction(handle -> {
            handle.execute("DELETE FROM accounts");
            handle.execute("INSERT INTO accounts VALUES (?, ?)", 1, 100);
            handle.execute("INSERT INTO accounts VALUES (?, ?)", 2, 0);
        });
        jdbi.useTransaction(TransactionIsolationLevel.SERIALIZABLE, handle -> {
            handle.execute("UPDATE accounts SET balance = balance - 10 WHERE id = 1");
            handle.execute("UPDATE accounts SET balance = balance + 10 WHERE id = 2");
            try (Handle nested = jdbi.open()) {
                assertThat(balances(nested)).as("not committed yet").containsExactly(100, 0);
            }
        });
        assertThatThrownBy(() -> jdbi.useTransaction(handle -> {
                    handle.execute("DELETE FROM accounts");
                    throw new IllegalStateException("changed my mind");
                }))
                .hasMessage("changed my mind");
        assertThat(jdbi.withHandle(PostgresIT::balances)).containsExactly(90, 10);
        assertThat(Invariants.held(pool.backends())).isZero();
    }

    private static List<Integer> balances(Handle handle) {
        return handle.createQuery("SELECT balance FROM accounts ORDER BY id")
                .mapTo(Integer.class)
                .list();
    }

    @Test
    void manyThreadsNeverMakeMoreConnectionsThanAllowed() throws SQLException {
        PenstockDataSource pool = pools.open(pool(4));
        AtomicInteger most = new AtomicInteger();
        try (Connection observer = cluster.server(0).connect()) {
            List<Claimant<Void>> claimants = java.util.stream.IntStream.range(0, 12)
                    .mapToObj(i -> Claimant.start("claimant-" + i, () -> {
                        for (int j = 0; j < 50; j++) {
                            try (Connection connection = pool.getConnection()) {
                                text(connection, "SELECT 1");
                            }
                        }
                        return (Void) null;
                    }))
                    .toList();
            while (!claimants.stream().allMatch(Claimant::isDone)) {
                most.accumulateAndGet(sessions(observer), Math::max);
            }
            claimants.forEach(Claimant::result);
            assertThat(most).hasValueBetween(1, 4);
            pool.close();
            Await.until("the server has no session of ours", Invariants.LIMIT, () -> sessions(observer) == 0);
        }
    }

    private static int sessions(Connection observer) throws SQLException {
        return Integer.parseInt(
                text(observer, "SELECT count(*) FROM pg_stat_activity WHERE usename = '" + cluster.user() + "'"));
    }

    @Test
    void aWrongPasswordIsToldAtOnceAndNotTriedAgainAndAgain() {
        InetSocketAddress server = new InetSocketAddress(
                cluster.server(0).address(), cluster.server(0).port());
        try (FaultProxy proxy = FaultProxy.to(server)) {
            PenstockDataSource config = pool(5);
            config.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + proxy.address().getPort() + "/" + cluster.database());
            config.setPassword("s3cr3t");
            config.setConnectionTimeout(30_000);
            config.setStatusInterval(20);
            PenstockDataSource pool = pools.open(config);
            long began = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(pool::getConnection)
                        .isInstanceOf(AuthenticationRefusedException.class)
                        .isInstanceOf(SQLNonTransientConnectionException.class)
                        .hasMessageContaining("refuses the credentials of user '" + cluster.user() + "'")
                        .hasMessageContaining("28P01")
                        .hasMessageNotContaining("s3cr3t");
            }
            assertThat(System.nanoTime() - began).as("long before its timeout").isLessThan(15_000_000_000L);
            // pgjdbc tries once with TLS offered and once without: two connections per attempt at most
            assertThat(proxy.acceptedCount()).isLessThanOrEqualTo(4);
        }
    }
}
