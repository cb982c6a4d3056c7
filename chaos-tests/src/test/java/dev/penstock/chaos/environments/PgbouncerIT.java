package dev.penstock.chaos.environments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendView;
import dev.penstock.chaos.world.Bank;
import dev.penstock.chaos.world.Workload;
import dev.penstock.lab.Await;
import dev.penstock.lab.postgres.PostgresCluster;
import dev.penstock.pool.ClaimOptions;
import dev.penstock.pool.NoBackendOnlineException;
import dev.penstock.pool.PenstockDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pool behind a real pgbouncer in transaction mode, which the tests pause, freeze and kill under load. */
@Timeout(240)
class PgbouncerIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration SHORT_CLAIM = Duration.ofMillis(500);
    private static final int POOL_SIZE = 6;

    private static PostgresCluster cluster;
    private static String executable;

    private Pgbouncer pgbouncer;
    private PenstockDataSource pool;
    private Workload workload;

    @BeforeAll
    static void startServer() throws SQLException {
        executable = Pgbouncer.require();
        cluster = PostgresCluster.builder()
                .servers(1)
                .parameter("synchronous_commit", "on")
                .start();
        Bank.open(cluster.server(0));
    }

    @AfterAll
    static void stopServer() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void start() {
        pgbouncer = Pgbouncer.start(executable, cluster);
        pool = new PenstockDataSource();
        pool.setPoolName("pooled");
        pool.setJdbcUrl(pgbouncer.jdbcUrl());
        pool.setUsername(cluster.user());
        pool.setPassword(cluster.password());
        pool.setMaximumPoolSize(POOL_SIZE);
        pool.setConnectionTimeout(3_000);
        pool.setAbortOnBackendLoss(true);
        pool.start();
        workload = new Workload(pool, POOL_SIZE);
        workload.start();
        awaitTransfers();
    }

    @AfterEach
    void close() throws InterruptedException {
        pool.close();
        workload.stop(LIMIT);
        pgbouncer.close();
    }

    private void awaitTransfers() {
        long before = workload.transfers();
        Await.until("transfers go on", LIMIT, () -> workload.transfers() > before + 2 * POOL_SIZE);
    }

    private BackendView backend() {
        return pool.backends().get(0);
    }

    private void awaitState(String state) {
        Await.until("the backend is " + state, LIMIT, () -> backend().state().equals(state));
    }

    /** Waits until a claim fails, and says why. An attempt from before the fault may end later. */
    private void awaitFailedClaim(Class<? extends SQLException> type, String cause) {
        Await.until("a claim fails: " + cause, LIMIT, () -> {
            try (Connection claimed = pool.claim(ClaimOptions.none().withTimeout(SHORT_CLAIM))) {
                return claimed.isClosed();
            } catch (SQLException e) {
                return type.isInstance(e) && e.getMessage().contains(cause);
            }
        });
    }

    /** Transfers go on, and then nothing is left: no claim, no time, no money. */
    private void assertRecovered() throws SQLException, InterruptedException {
        awaitState("ONLINE");
        awaitTransfers();
        assertThat(workload.stop(LIMIT)).isTrue();
        Invariants.check(pool);
        assertThat(Bank.sum(cluster.server(0))).isEqualTo(Bank.expected());
    }

    @Test
    void sessionsAreResetAndShareFewServerSessions() throws Exception {
        for (int i = 0; i < 2 * POOL_SIZE; i++) {
            leaveTransactionOpen();
        }
        int sessions = serverSessions();

        assertRecovered();
        assertThat(sessions).isBetween(1, Pgbouncer.SERVER_SESSIONS);
        assertThat(workload.failures()).as("%s", workload.lastFailure()).isZero();
    }

    private void leaveTransactionOpen() throws SQLException {
        try (Connection connection = pool.claim(ClaimOptions.none().withTimeout(LIMIT));
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("update account set balance = balance + 1 where id = 1");
        }
    }

    private static int serverSessions() throws SQLException {
        try (Connection connection = cluster.server(0).connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select count(*) from pg_stat_activity where usename = '" + cluster.user() + "'")) {
            row.next();
            return row.getInt(1);
        }
    }

    /** The pooler itself answers: its backend is no dead one. */
    @Test
    void pausedPoolerHoldsClaimsUpUntilItResumes() throws Exception {
        pgbouncer.pause();
        Await.until("each call waits for the pooler", LIMIT, this::allHoldersWait);
        awaitFailedClaim(SQLTransientConnectionException.class, "no slot became free");
        awaitState("ONLINE");
        pgbouncer.resume();

        assertRecovered();
    }

    private boolean allHoldersWait() {
        return !pool.holders().isEmpty()
                && pool.holders().stream()
                        .allMatch(holder -> holder.executing()
                                .filter(time -> time.compareTo(SHORT_CLAIM) > 0)
                                .isPresent());
    }

    @Test
    void frozenPoolerIsOfflineUntilItGoesOn() throws Exception {
        pgbouncer.freeze();
        awaitState("OFFLINE");
        awaitFailedClaim(NoBackendOnlineException.class, "OFFLINE");
        pgbouncer.thaw();

        assertRecovered();
    }

    @Test
    void killedPoolerIsOfflineUntilItIsStartedAgain() throws Exception {
        pgbouncer.kill();
        awaitState("OFFLINE");
        awaitFailedClaim(NoBackendOnlineException.class, "refused");
        pgbouncer.restart();

        assertRecovered();
    }

    /** The pooler answers for a server that is down, and says so at the next login. */
    @Test
    void serverBehindPoolerIsKilledAndStartedAgain() throws Exception {
        cluster.server(0).kill();
        Await.until("the pool knows why", LIMIT, () -> backend().lastError().isPresent());
        assertThat(backend().lastError().orElse("")).contains("server");
        cluster.server(0).restart();

        assertRecovered();
    }
}
