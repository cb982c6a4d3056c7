package dev.penstock.chaos.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import dev.penstock.lab.postgres.PostgresCluster;
import dev.penstock.pool.ClaimOptions;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.alerts.Alert;
import dev.penstock.pool.chains.Chain;
import dev.penstock.pool.chains.Ending;
import dev.penstock.pool.chains.Link;
import dev.penstock.pool.lints.Lint;
import dev.penstock.pool.lints.LintState;
import dev.penstock.pool.reports.KeptReport;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One session holds a row lock, another waits for it in the server, and claims wait for slots. */
@Timeout(120)
class LockChainIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String UPDATE = "update prices set price = 4711 where id = 1";

    private final CountDownLatch computed = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private PostgresCluster cluster;
    private PenstockDataSource pool;

    @BeforeEach
    void start() throws SQLException {
        cluster = PostgresCluster.start(1);
        try (Connection connection = cluster.server(0).connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create table prices (id int primary key, price int)");
            statement.execute("insert into prices values (1, 1)");
            statement.execute("grant all on prices to public");
            statement.execute("grant pg_monitor to " + cluster.user());
        }
    }

    @AfterEach
    void close() {
        computed.countDown();
        if (pool != null) {
            pool.close();
        }
        cluster.close();
    }

    private PenstockDataSource open(int slots) {
        PenstockDataSource opened = new PenstockDataSource();
        opened.setPoolName("locks");
        opened.setJdbcUrl(cluster.server(0).jdbcUrl());
        opened.setUsername(cluster.user());
        opened.setPassword(cluster.password());
        opened.setMaximumPoolSize(slots);
        Properties rules = new Properties();
        rules.setProperty("waits", "oldest_wait > 2s");
        opened.setAlerts(rules);
        opened.start();
        pool = opened;
        return opened;
    }

    /** Work with a connection. */
    private interface Work {
        void run(Connection connection) throws Exception;
    }

    private void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try (Connection connection = pool.getConnection()) {
                        work.run(connection);
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void lockAndCompute(Connection connection) throws Exception {
        connection.setAutoCommit(false);
        connection.createStatement().execute(UPDATE);
        computed.await();
        connection.commit();
    }

    private static void update(Connection connection) throws SQLException {
        connection.createStatement().execute(UPDATE);
    }

    private void awaitHolders(int count) {
        Await.until("the slots are held", LIMIT, () -> pool.holders().size() == count);
    }

    /** Waits for a chain of three parties, which needs the answer of the server. */
    private Chain awaitRoot() {
        Await.until(
                "the pool has found the root by itself",
                LIMIT,
                () -> chainOverServer().isPresent());
        return chainOverServer().orElseThrow();
    }

    private Optional<Chain> chainOverServer() {
        return pool.chains().kept().stream()
                .filter(chain -> chain.links().size() == 3)
                .findFirst();
    }

    private void awaitEnd() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(LIMIT.toMillis());
        }
        Await.until("the records see the end", LIMIT, () -> pool.holders().isEmpty());
        assertThat(pool.waits().unaccountedNanos()).isZero();
    }

    @Test
    void claimIsLedOverCallAndLockToThreadThatComputes() throws Exception {
        open(2);
        start("import-1", this::lockAndCompute);
        awaitHolders(1);
        Await.until("the lock is held", LIMIT, this::isLocked);
        start("import-2", LockChainIT::update);
        awaitHolders(2);
        start("http-1", LockChainIT::update);
        Chain chain = awaitRoot();
        int pid = chain.root().pid().orElseThrow();
        String waiter = chain.links().get(0).claim().orElseThrow();

        assertThat(chain.ending()).isEqualTo(Ending.APPLICATION);
        assertThat(chain.links())
                .extracting(Link::kind)
                .containsExactly(Link.Kind.WAITING_CLAIM, Link.Kind.CALL, Link.Kind.HOLDER);
        assertThat(chain.links())
                .extracting(link -> link.thread().orElse(""))
                .containsExactly("http-1", "import-2", "import-1");
        assertThat(chain.root().frames()).anyMatch(frame -> frame.contains("LockChainIT.lockAndCompute"));
        assertThat(chain.remedies())
                .containsExactly(
                        "look at the stack of thread 'import-1'",
                        "pg_terminate_backend(" + pid + ") ends its transaction");
        assertThat(chain.toString()).contains("on Lock:", "idle in transaction").doesNotContain("4711");
        assertThatThrownBy(() -> pool.claim(ClaimOptions.none().withTimeout(Duration.ofMillis(300))))
                .hasMessageContaining("of thread 'import-1'")
                .hasMessageContaining("process " + pid)
                .hasMessageContaining("LockChainIT.lockAndCompute")
                .hasMessageContaining("pg_terminate_backend(" + pid + ")");
        assertThat(pool.explain(waiter)).contains("Its blocking chain:", "thread 'import-1'", "process " + pid);
        Await.until("the alert fires", LIMIT, () -> alert().isPresent());
        Alert alert = alert().orElseThrow();
        assertThat(alert.root()).contains("thread 'import-1'", "pg_terminate_backend(" + pid + ")");
        assertConnectionsOfServerAreCounted();
        computed.countDown();
        awaitEnd();

        assertKeptAfterItsEnd(chain);
    }

    private void assertConnectionsOfServerAreCounted() {
        Await.until(
                "the connections of the server are known",
                LIMIT,
                () -> connections().value().isPresent());
        assertThat(connections().seen()).contains(" connections in use");
    }

    private void assertKeptAfterItsEnd(Chain chain) {
        assertThat(pool.chains().now()).isEmpty();
        assertThat(pool.chains().kept()).extracting(Chain::id).contains(chain.id());
        assertThat(pool.reports().kept(KeptReport.Kind.SLOW_ACQUIRE))
                .anySatisfy(report -> assertThat(report.toString()).contains("Its blocking chain:", "import-1"));
    }

    private LintState connections() {
        return pool.lints().states().get(Lint.MAX_CONNECTIONS_NEAR.ordinal());
    }

    private Optional<Alert> alert() {
        return pool.alerts().kept().stream()
                .filter(fired -> fired.rule().name().equals("waits"))
                .findFirst();
    }

    /** Whether the row is locked. */
    private boolean isLocked() {
        try (Connection connection = cluster.server(0).connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select 1 from prices where id = 1 for update skip locked")) {
            return !rows.next();
        } catch (SQLException e) {
            return false;
        }
    }

    @Test
    void lockOfOutsideSessionIsRootWithItsRemedy() throws Exception {
        open(1);
        Chain chain;
        int pid;
        try (Connection outside = cluster.server(0).connect()) {
            outside.setAutoCommit(false);
            pid = pid(outside);
            update(outside);
            start("import-1", LockChainIT::update);
            awaitHolders(1);
            start("http-1", LockChainIT::update);
            chain = awaitRoot();
            outside.commit();
        }
        awaitEnd();

        assertThat(chain.ending()).isEqualTo(Ending.OUTSIDE_SESSION);
        assertThat(chain.root().kind()).isEqualTo(Link.Kind.OUTSIDE_SESSION);
        assertThat(chain.root().pid()).hasValue(pid);
        assertThat(chain.remedies()).containsExactly("pg_terminate_backend(" + pid + ") ends its transaction");
        assertThat(chain.root().sql()).contains("update prices set price = ? where id = ?");
        Await.until("the diagnostic session is closed", LIMIT, () -> diagnosticSessions() == 0);
    }

    private static int pid(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    private int diagnosticSessions() throws SQLException {
        try (Connection connection = cluster.server(0).connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from pg_stat_activity"
                        + " where application_name = 'penstock/locks/diagnostic'")) {
            row.next();
            return row.getInt(1);
        }
    }
}
