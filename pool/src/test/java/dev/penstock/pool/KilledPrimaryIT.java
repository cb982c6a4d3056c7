package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.Role;
import dev.penstock.backends.TargetServerType;
import dev.penstock.lab.Await;
import dev.penstock.lab.MachineLoad;
import dev.penstock.lab.postgres.PostgresCluster;
import dev.penstock.lab.postgres.PostgresServer;
import dev.penstock.waits.WaitEvent;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A primary with two standbys, under writers and readers. The primary is killed, a standby is promoted, and the old
 * primary comes back.
 */
class KilledPrimaryIT {
    private static final int WRITERS = 4;
    private static final int READERS = 4;
    /** The longest time from the kill to the next write. The promotion of the standby is part of it. */
    private static final Duration MOST_WITHOUT_WRITES = Duration.ofSeconds(10);

    @RegisterExtension
    final Pools pools = new Pools();

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong readOnlyPrimaries = new AtomicLong();
    private final AtomicLong lastWrite = new AtomicLong();
    private final Map<String, AtomicLong> writes = new ConcurrentHashMap<>();
    private final AtomicLong reads = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private PostgresCluster cluster;

    @BeforeEach
    void start() throws SQLException {
        cluster = PostgresCluster.start(3);
        execute(server(0), "CREATE TABLE t (phase text, n int)");
        execute(server(0), "GRANT ALL ON t TO " + cluster.user());
        server(1).follow(server(0));
        server(2).follow(server(0));
    }

    @AfterEach
    void stop() throws InterruptedException {
        over.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        cluster.close();
    }

    private PostgresServer server(int number) {
        return cluster.server(number);
    }

    private PenstockDataSource open() {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setJdbcUrl("jdbc:postgresql://"
                + cluster.servers().stream()
                        .map(server -> server.address().getHostAddress() + ":" + server.port())
                        .collect(Collectors.joining(","))
                + "/" + cluster.database());
        pool.setUsername(cluster.user());
        pool.setPassword(cluster.password());
        pool.setMaximumPoolSize(12);
        pool.setConnectionTimeout(20_000);
        pool.setStatusTimeout(3_000);
        return pools.open(pool);
    }

    private static void execute(PostgresServer server, String statement) throws SQLException {
        try (Connection connection = server.connect();
                Statement executing = connection.createStatement()) {
            executing.execute(statement);
        }
    }

    private static long count(PostgresServer server, String query) throws SQLException {
        try (Connection connection = server.connect()) {
            return Long.parseLong(ask(connection, query));
        }
    }

    private static String ask(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private void write(RoutedDataSource primary, String phase) throws SQLException {
        try (Connection connection = primary.getConnection()) {
            if (ask(connection, "SELECT pg_is_in_recovery()").equals("t")) {
                readOnlyPrimaries.incrementAndGet();
            }
            String server = ask(connection, "SHOW cluster_name");
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("INSERT INTO t VALUES ('" + phase + "', 1)");
            }
            lastWrite.set(System.nanoTime());
            writes.computeIfAbsent(server, name -> new AtomicLong()).incrementAndGet();
        }
    }

    private void read(RoutedDataSource secondary) throws SQLException {
        try (Connection connection = secondary.getConnection()) {
            ask(connection, "SELECT count(*) FROM t");
            reads.incrementAndGet();
        }
    }

    /** Repeats the work until the test is over, as an application does if a call fails with its server. */
    private void repeat(Work work) {
        Thread thread = new Thread(() -> {
            while (!over.get()) {
                try {
                    work.run();
                } catch (SQLException e) {
                    assertThat(e.getSQLState()).as(e.toString()).matches("08...|57P0.");
                }
            }
        });
        threads.add(thread);
        thread.start();
    }

    private interface Work {
        void run() throws SQLException;
    }

    private long writesTo(int server) {
        AtomicLong count = writes.get(server(server).name());
        return count == null ? 0 : count.get();
    }

    private static Role role(PenstockDataSource pool, PostgresServer server) {
        return pool.backends().stream()
                .filter(view -> view.backend().address().equals(server.address()))
                .map(BackendView::role)
                .findFirst()
                .orElse(Role.UNKNOWN);
    }

    private void awaitRoles(PenstockDataSource pool, Role... roles) {
        Await.until(
                "the roles are " + List.of(roles),
                Invariants.LIMIT,
                () -> Stream.of(0, 1, 2).allMatch(number -> role(pool, server(number)) == roles[number]));
    }

    @Test
    void killedPrimaryIsReplacedWithinTenSeconds() throws Exception {
        PenstockDataSource pool = open();
        RoutedDataSource primary = pool.route(TargetServerType.PRIMARY);
        RoutedDataSource secondary = pool.route(TargetServerType.SECONDARY);
        for (int i = 0; i < WRITERS; i++) {
            repeat(() -> write(primary, "load"));
        }
        for (int i = 0; i < READERS; i++) {
            repeat(() -> read(secondary));
        }
        awaitRoles(pool, Role.PRIMARY, Role.SECONDARY, Role.SECONDARY);
        Await.until("writes and reads", Invariants.LIMIT, () -> writesTo(0) > 200 && reads.get() > 200);
        assertThat(writes.keySet()).containsExactly(server(0).name());

        MachineLoad load = MachineLoad.watch();
        Duration withoutWrites = promoteAnother(pool);
        load.close();
        awaitRoles(pool, Role.UNKNOWN, Role.PRIMARY, Role.SECONDARY);
        letTheOldOneComeBack(pool);

        server(0).follow(server(1));
        awaitRoles(pool, Role.SECONDARY, Role.PRIMARY, Role.SECONDARY);
        over.set(true);
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(30));
        }
        assertThat(readOnlyPrimaries.get())
                .as("claims for a primary on a standby")
                .isZero();
        load.judge(() -> assertThat(withoutWrites).isLessThan(MOST_WITHOUT_WRITES), Assumptions::abort);
    }

    /** Kills the primary and promotes a standby; returns the time from the kill to the next write. */
    private Duration promoteAnother(PenstockDataSource pool) throws Exception {
        long killed = System.nanoTime();
        server(0).kill();
        Await.until(
                "writers wait for a primary",
                Invariants.LIMIT,
                () -> pool.waits().event(WaitEvent.CLAIM_WAIT_BACKEND).active() == WRITERS);
        long readsBefore = reads.get();
        Await.until("readers go on", Invariants.LIMIT, () -> reads.get() > readsBefore + 100);
        server(1).promote();
        long promoted = System.nanoTime();
        Await.until("writes go on", Invariants.LIMIT, () -> writesTo(1) > 0);
        long again = lastWrite.get();
        report("writes again", again - promoted, "after the promotion");
        report("writes again", again - killed, "after the kill");
        return Duration.ofNanos(again - killed);
    }

    private void letTheOldOneComeBack(PenstockDataSource pool) throws Exception {
        long before = writesTo(1);
        server(0).restart();
        long oldRows = count(server(0), "SELECT count(*) FROM t");
        Await.until("the old primary is superseded", Invariants.LIMIT, () -> role(pool, server(0)) == Role.SUPERSEDED);
        Await.until("writes go on", Invariants.LIMIT, () -> writesTo(1) > before + 500);
        assertThat(count(server(0), "SELECT count(*) FROM t"))
                .as("rows of the old primary")
                .isEqualTo(oldRows);
        assertThat(pool.backends().toString()).contains("SUPERSEDED");
    }

    private static void report(String what, long nanos, String when) {
        Measured.tell("killed primary: %s %d ms %s", what, nanos / 1_000_000, when);
    }
}
