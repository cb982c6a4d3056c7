package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.backends.BackendHealth;
import dev.penstock.lab.Await;
import dev.penstock.lab.postgres.PostgresCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A healthy PostgreSQL server ends single sessions, or reports another server's failure: the other sessions stay. */
class OneSessionsEndIT {
    private static final int SLOTS = 8;

    private static PostgresCluster cluster;

    @RegisterExtension
    final Pools pools = new Pools();

    @BeforeAll
    static void start() throws SQLException {
        cluster = PostgresCluster.start(1);
        administer("CREATE FUNCTION elsewhere() RETURNS int AS $$ BEGIN RAISE EXCEPTION 'no connection'"
                + " USING errcode = '08001'; END $$ LANGUAGE plpgsql");
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    private static void administer(String sql) throws SQLException {
        try (Connection connection = cluster.server(0).connect(cluster.database());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private PenstockDataSource full() {
        return full(500);
    }

    private PenstockDataSource full(long aliveBypassMillis) {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setJdbcUrl(cluster.server(0).jdbcUrl());
        pool.setUsername(cluster.user());
        pool.setPassword(cluster.password());
        pool.setMaximumPoolSize(SLOTS);
        pool.setConnectionTimeout(20_000);
        pool.setAliveBypassWindow(aliveBypassMillis);
        pools.open(pool);
        Pools.awaitUnclaimed(pool::backends, SLOTS);
        return pool;
    }

    private static Set<Integer> sessions() throws SQLException {
        Set<Integer> pids = new HashSet<>();
        try (Connection observer = cluster.server(0).connect();
                Statement statement = observer.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT pid FROM pg_stat_activity WHERE usename = '" + cluster.user() + "'")) {
            while (rows.next()) {
                pids.add(rows.getInt(1));
            }
        }
        return pids;
    }

    private static int pid(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void awaitReplacement(PenstockDataSource pool, Set<Integer> before, int lost) {
        Await.until("one session is replaced", Invariants.LIMIT, () -> {
            Set<Integer> now = sessions();
            return now.size() == SLOTS && !now.contains(lost);
        });
        Pools.awaitUnclaimed(pool::backends, SLOTS);
        Await.until("the other sessions stay", Invariants.LIMIT, () -> {
            Set<Integer> now = sessions();
            now.retainAll(before);
            return now.size() == SLOTS - 1;
        });
        assertThat(pool.backends().get(0).health()).isEqualTo(BackendHealth.ONLINE);
    }

    @Test
    void errorAboutAnotherServerCostsNoSession() throws SQLException {
        PenstockDataSource pool = full();
        Set<Integer> before = sessions();
        for (int i = 0; i < 20; i++) {
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                assertThatThrownBy(() -> statement.execute("SELECT elsewhere()"))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                thrown -> assertThat(thrown.getSQLState()).isEqualTo("08001"));
            }
        }
        Pools.awaitUnclaimed(pool::backends, SLOTS);
        assertThat(sessions()).isEqualTo(before);
    }

    @Test
    void terminatedSessionIsReplacedAlone() throws SQLException {
        PenstockDataSource pool = full();
        Set<Integer> before = sessions();
        int lost;
        try (Connection connection = pool.getConnection()) {
            lost = pid(connection);
            administer("SELECT pg_terminate_backend(" + lost + ")");
            assertThatThrownBy(() -> pid(connection)).isInstanceOf(SQLException.class);
        }
        awaitReplacement(pool, before, lost);
    }

    /** Nothing but the doubt keeps claims from the dead connections: without it, these would be trusted unseen. */
    @Test
    void restartCostsTheFirstClaimAlone() throws SQLException {
        PenstockDataSource pool = full(3_600_000);
        try (Connection first = pool.getConnection()) {
            cluster.server(0).kill();
            cluster.server(0).restart();
            assertThatThrownBy(() -> pid(first)).isInstanceOf(SQLException.class);
        }
        for (int i = 0; i < 2 * SLOTS; i++) {
            try (Connection next = pool.getConnection()) {
                assertThat(pid(next)).isPositive();
            }
        }
        Pools.awaitUnclaimed(pool::backends, SLOTS);
    }

    @Test
    void sessionThatIdledInTransactionIsReplacedAlone() throws SQLException {
        PenstockDataSource pool = full();
        Set<Integer> before = sessions();
        int lost;
        try (Connection connection = pool.getConnection()) {
            lost = pid(connection);
            connection.createStatement().execute("SET idle_in_transaction_session_timeout = 50");
            connection.setAutoCommit(false);
            pid(connection);
            Await.until(
                    "the server ends it", Invariants.LIMIT, () -> !sessions().contains(lost));
            assertThatThrownBy(() -> pid(connection)).isInstanceOf(SQLException.class);
        }
        awaitReplacement(pool, before, lost);
    }

    @Test
    void interruptedVirtualThreadCostsItsSessionAlone() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "virtual threads came with Java 21");
        PenstockDataSource pool = full();
        Set<Integer> before = sessions();
        int[] lost = new int[1];
        Thread caller = virtual(() -> {
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                lost[0] = pid(connection);
                statement.execute("SELECT pg_sleep(600)");
            } catch (SQLException e) {
                // the interrupt has closed the socket
            }
        });
        Await.until(
                "it executes", Invariants.LIMIT, () -> count("query LIKE '%pg_sleep(600)%' AND state = 'active'") == 1);
        caller.interrupt();
        caller.join();
        administer("SELECT pg_terminate_backend(" + lost[0] + ")");
        awaitReplacement(pool, before, lost[0]);
    }

    private static int count(String condition) throws SQLException {
        try (Connection observer = cluster.server(0).connect();
                Statement statement = observer.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_stat_activity WHERE usename = '"
                        + cluster.user() + "' AND " + condition)) {
            row.next();
            return row.getInt(1);
        }
    }

    private static Thread virtual(Runnable work) throws ReflectiveOperationException {
        return (Thread)
                Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, work);
    }
}
