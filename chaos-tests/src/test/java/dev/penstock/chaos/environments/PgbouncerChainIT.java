package dev.penstock.chaos.environments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Await;
import dev.penstock.lab.postgres.PostgresCluster;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.chains.Chain;
import dev.penstock.pool.chains.Ending;
import dev.penstock.pool.chains.Link;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A lock in a server behind pgbouncer, whose processes the driver does not know. */
@Timeout(240)
class PgbouncerChainIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration CALL = Duration.ofMillis(200);
    private static final String UPDATE = "update prices set price = 4711 where id = 1";

    private final List<Thread> threads = new ArrayList<>();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private PostgresCluster cluster;
    private Pgbouncer pgbouncer;
    private PenstockDataSource pool;

    @BeforeEach
    void start() throws SQLException {
        String executable = Pgbouncer.require();
        cluster = PostgresCluster.start(1);
        try (Connection connection = cluster.server(0).connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create table prices (id int primary key, price int)");
            statement.execute("insert into prices values (1, 1)");
            statement.execute("grant all on prices to public");
            statement.execute("grant pg_monitor to " + cluster.user());
        }
        pgbouncer = Pgbouncer.start(executable, cluster);
        pool = new PenstockDataSource();
        pool.setPoolName("locks");
        pool.setJdbcUrl(pgbouncer.jdbcUrl());
        pool.setUsername(cluster.user());
        pool.setPassword(cluster.password());
        pool.setMaximumPoolSize(Pgbouncer.SERVER_SESSIONS - 1);
        pool.setConnectionTimeout(LIMIT.toMillis());
        pool.start();
    }

    @AfterEach
    void close() {
        if (pool != null) {
            pool.close();
        }
        if (pgbouncer != null) {
            pgbouncer.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    private void startUpdate(String name) {
        Thread thread = new Thread(
                () -> {
                    try (Connection connection = pool.getConnection()) {
                        update(connection);
                    } catch (Exception | AssertionError e) {
                        failures.add(e);
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private static void update(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(UPDATE);
        }
    }

    /** Both slots wait in the server for a session outside of the pool, and a claim waits for a slot. */
    private Chain chainOfBlockedPool() throws SQLException, InterruptedException {
        Chain chain;
        try (Connection outside = cluster.server(0).connect()) {
            outside.setAutoCommit(false);
            update(outside);
            startUpdate("import-1");
            startUpdate("import-2");
            Await.until("both slots wait in the server", LIMIT, this::bothWait);
            startUpdate("http-1");
            chain = awaitAnswer();
            outside.commit();
        }
        for (Thread thread : threads) {
            thread.join(LIMIT.toMillis());
        }
        assertThat(failures).isEmpty();
        return chain;
    }

    private boolean bothWait() {
        return pool.holders().stream()
                        .filter(holder -> holder.executing()
                                .filter(time -> time.compareTo(CALL) > 0)
                                .isPresent())
                        .count()
                == 2;
    }

    /** The chain after the server has answered, which it may not do in time on a busy machine. */
    private Chain awaitAnswer() {
        AtomicReference<Optional<Chain>> found = new AtomicReference<>(Optional.empty());
        AtomicLong askedAt = new AtomicLong(System.nanoTime());
        Await.until("the server has answered", LIMIT, () -> {
            if (System.nanoTime() - askedAt.get() > CALL.toNanos()) {
                found.set(answered());
                askedAt.set(System.nanoTime());
            }
            return found.get().isPresent();
        });
        return found.get().orElseThrow();
    }

    private Optional<Chain> answered() {
        return pool.chains().now().stream()
                .filter(chain -> chain.links().get(0).kind() == Link.Kind.WAITING_CLAIM)
                .filter(chain -> chain.ending() != Ending.CALL && chain.ending() != Ending.NO_ANSWER)
                .findFirst();
    }

    @Test
    void chainEndsAtCallAndNamesNoProcess() throws Exception {
        Chain chain = chainOfBlockedPool();

        assertThat(chain.ending()).as(chain.toString()).isEqualTo(Ending.UNKNOWN_PROCESS);
        assertThat(chain.reason()).contains("a pooler such as pgbouncer").doesNotContainPattern("process -?\\d");
        assertThat(chain.root().kind()).isEqualTo(Link.Kind.CALL);
        assertThat(chain.links()).allMatch(link -> link.pid().isEmpty());
        assertThat(chain.toString()).doesNotContainPattern("process -?\\d").contains("thread 'import-");
        assertThat(chain.remedies()).isEmpty();
        Invariants.check(pool);
    }

    /** A setting of the pool's question would stay in a session of the server, and cancel another client's query. */
    @Test
    void questionLeavesNoTimeLimitInSessionsOfServer() throws Exception {
        chainOfBlockedPool();

        assertThat(statementTimeouts()).hasSize(Pgbouncer.SERVER_SESSIONS).containsOnly("0");
        Invariants.check(pool);
    }

    /** The time limit in each session that pgbouncer has to the server. */
    private List<String> statementTimeouts() throws SQLException {
        List<String> found = new ArrayList<>();
        List<Connection> connections = new ArrayList<>();
        try {
            for (int i = 0; i < Pgbouncer.SERVER_SESSIONS; i++) {
                Connection connection =
                        DriverManager.getConnection(pgbouncer.jdbcUrl(), cluster.user(), cluster.password());
                connections.add(connection);
                connection.setAutoCommit(false);
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("show statement_timeout")) {
                    row.next();
                    found.add(row.getString(1));
                }
            }
        } finally {
            for (Connection connection : connections) {
                connection.close();
            }
        }
        return found;
    }
}
