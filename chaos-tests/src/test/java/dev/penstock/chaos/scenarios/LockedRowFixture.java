package dev.penstock.chaos.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Await;
import dev.penstock.lab.postgres.PostgresCluster;
import dev.penstock.lab.postgres.PostgresServer;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.chains.Chain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A server, an outside session that locks a row, and a pool with one slot whose call waits for that row. Each method
 * may throw what its server or the JDBC driver throws.
 */
final class LockedRowFixture implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(30);

    private static final String POOL = "refusals";
    private static final String UPDATE = "update prices set price = 2 where id = 1";
    private static final String ESTABLISHED = "01";

    private final PostgresCluster cluster;
    private final PenstockDataSource pool = new PenstockDataSource();
    private final List<Thread> threads = new ArrayList<>();
    private Connection outside;
    private int outsidePid;

    LockedRowFixture() throws SQLException {
        cluster = PostgresCluster.builder()
                .servers(1)
                .parameter("synchronous_commit", "on")
                .parameter("max_connections", "12")
                .parameter("superuser_reserved_connections", "4")
                .start();
        execute("create table prices (id int primary key, price int)");
        execute("insert into prices values (1, 1)");
        execute("grant all on prices to public");
        execute("grant pg_monitor to app");
        pool.setPoolName(POOL);
        pool.setJdbcUrl(server().jdbcUrl());
        pool.setUsername("app");
        pool.setPassword("app");
        pool.setMaximumPoolSize(1);
        pool.setConnectionTimeout(LIMIT.toMillis());
        pool.start();
        lockAgain();
    }

    /** Work that may fail. */
    interface Work {
        void run() throws Exception;
    }

    /** Locks the row in a new outside session, and lets a call of the pool wait for the lock. */
    void lockAgain() throws SQLException {
        outside = server().connect();
        outside.setAutoCommit(false);
        outsidePid = Math.toIntExact(number(outside, "select pg_backend_pid()"));
        outside.createStatement().execute(UPDATE);
        run("import-1", this::update);
        Await.until("a call waits for the lock", LIMIT, () -> {
            try (Connection observer = server().connect()) {
                return number(observer, "select count(*) from pg_stat_activity where wait_event_type = 'Lock'") == 1;
            }
        });
    }

    private void update() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(UPDATE);
        }
    }

    /** Runs work on a thread of its own. What the work throws is the end of the thread. */
    Thread run(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Exception e) {
                        // the server was killed, or the pool was closed
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return thread;
    }

    PenstockDataSource pool() {
        return pool;
    }

    PostgresServer server() {
        return cluster.server(0);
    }

    int outsidePid() {
        return outsidePid;
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = server().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private int ofDiagnosis(String what) throws SQLException {
        try (Connection connection = server().connect()) {
            return Math.toIntExact(number(
                    connection,
                    "select " + what + " from pg_stat_activity where application_name = 'penstock/" + POOL
                            + "/diagnostic'"));
        }
    }

    int diagnosticSessions() throws SQLException {
        return ofDiagnosis("count(*)");
    }

    int diagnosticProcess() throws SQLException {
        return ofDiagnosis("max(pid)");
    }

    int callPid() throws SQLException {
        try (Connection connection = server().connect()) {
            return Math.toIntExact(
                    number(connection, "select pid from pg_stat_activity where wait_event_type = 'Lock'"));
        }
    }

    /** The claim whose call waits for the lock. */
    String claim() {
        return pool.holders().get(0).claim();
    }

    /** The chain of that call. Asks the server. */
    Chain chainOfCall() {
        return pool.chains().of(claim()).orElseThrow();
    }

    private static boolean isIn(StackTraceElement[] stack, String name) {
        return Stream.of(stack).anyMatch(frame -> (frame.getClassName() + '.' + frame.getMethodName()).endsWith(name));
    }

    /** Whether the worker of the diagnostic session waits for the answer of the server. */
    boolean isAsked() {
        return Thread.getAllStackTraces().values().stream()
                .anyMatch(stack -> isIn(stack, "BlockingQuery.ask") && isIn(stack, "PgStatement.executeQuery"));
    }

    /** No thread of the pool but the diagnostic worker is at the driver for the session, or waits for an answer. */
    void assertNobodyElseWaits() {
        Map<Thread, StackTraceElement[]> stacks = Thread.getAllStackTraces();
        stacks.forEach((thread, stack) -> {
            if (!thread.getName().startsWith("penstock-diagnosis-")) {
                assertThat(isIn(stack, "DiagnosticSession.work") || isIn(stack, "DiagnosticSession.open"))
                        .as(thread.getName())
                        .isFalse();
            }
            if (thread.getName().startsWith("penstock-")) {
                assertThat(isIn(stack, "Servers.askAndWait"))
                        .as(thread.getName())
                        .isFalse();
            }
        });
    }

    /** One thread asks a server, however often it is asked. */
    void assertOneWorker() {
        assertThat(workers("penstock-diagnosis-" + POOL)).hasSizeLessThanOrEqualTo(1);
    }

    private static List<String> workers(String part) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains(part))
                .toList();
    }

    /** The closed pool has no thread and no socket, even if its server is frozen. */
    void assertNothingLeftInClient() throws IOException {
        Await.until(
                "no thread of the pool is left",
                LIMIT,
                () -> workers("-" + POOL).isEmpty());
        outsideSocketsAre(1);
    }

    private void outsideSocketsAre(int count) {
        String port = String.format(Locale.ROOT, ":%04X", cluster.port());
        Await.until("no socket of the pool is left", LIMIT, () -> {
            int found = 0;
            for (String table : List.of("tcp", "tcp6")) {
                for (String line : Files.readAllLines(Path.of("/proc/net", table))) {
                    String[] fields = line.trim().split("\\s+", -1);
                    found += fields.length > 3 && fields[2].endsWith(port) && fields[3].equals(ESTABLISHED) ? 1 : 0;
                }
            }
            return found == count;
        });
    }

    /** Frees the row: all calls end, and the closed pool leaves nothing. */
    void end() throws Exception {
        outside.rollback();
        for (Thread thread : threads) {
            thread.join(LIMIT.toMillis());
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
        Await.until("nothing is held", LIMIT, () -> pool.holders().isEmpty());
        Ending.accounts(pool);
        pool.close();
        assertNothingLeftInClient();
        Await.until("no session is left", LIMIT, () -> diagnosticSessions() == 0);
    }

    @Override
    public void close() throws SQLException {
        pool.close();
        cluster.close();
    }
}
