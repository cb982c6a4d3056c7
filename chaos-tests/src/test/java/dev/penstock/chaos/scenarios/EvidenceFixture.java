package dev.penstock.chaos.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.jdbc.GenericDialect;
import dev.penstock.backends.jdbc.JdbcConnector;
import dev.penstock.backends.jdbc.SessionDefaults;
import dev.penstock.discovery.Backend;
import dev.penstock.discovery.FixedResolver;
import dev.penstock.discovery.ServiceName;
import dev.penstock.lab.Await;
import dev.penstock.lab.jdbc.StubDatabase;
import dev.penstock.lab.jdbc.StubDriver;
import dev.penstock.pool.ClaimOptions;
import dev.penstock.pool.PenstockConfig;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.PoolParts;
import dev.penstock.waits.history.ClaimSample;
import dev.penstock.waits.history.LoadRow;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A pool over several backends of the stub driver, on a clock that a test moves on. */
final class EvidenceFixture implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(30);

    private final AtomicLong ahead = new AtomicLong();
    private final StubDatabase database;
    private final PenstockDataSource pool;
    private final List<Thread> threads = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();

    /** Work of the application with a connection. */
    interface Work {
        void run(Connection connection) throws Exception;
    }

    EvidenceFixture(String name, int backends, Consumer<PenstockConfig> settings) {
        database = StubDatabase.named(name);
        PenstockDataSource config = new PenstockDataSource();
        config.setPoolName(name);
        config.setJdbcUrl(database.jdbcUrl());
        config.setConnectionTimeout(60_000);
        settings.accept(config);
        List<Backend> all = IntStream.rangeClosed(1, backends)
                .mapToObj(number -> Backend.of("db-" + number, InetAddress.getLoopbackAddress(), number))
                .toList();
        pool = new PenstockDataSource(
                config,
                new PoolParts(
                        new FixedResolver(new ServiceName("lab"), all, this::nanoTime),
                        new JdbcConnector(
                                new StubDriver(),
                                new GenericDialect(database.jdbcUrl()),
                                new Properties(),
                                SessionDefaults.standard(),
                                Optional.empty()),
                        this::nanoTime));
        pool.start();
        await("all slots are unclaimed", () -> unclaimed() == pool.getMaximumPoolSize());
    }

    private long nanoTime() {
        return System.nanoTime() + ahead.get();
    }

    private int unclaimed() {
        return pool.backends().stream()
                .mapToInt(view -> view.slots().unclaimed())
                .sum();
    }

    PenstockDataSource pool() {
        return pool;
    }

    StubDatabase database() {
        return database;
    }

    static void await(String what, Await.Condition condition) {
        Await.until(what, LIMIT, condition);
    }

    /** Starts a thread that claims a connection for {@code operation}, does the work and returns it. */
    void start(String thread, String operation, Work work) {
        Thread started = new Thread(
                () -> {
                    try (Connection connection = pool.claim(ClaimOptions.none().withOperation(operation))) {
                        work.run(connection);
                    } catch (Exception | Error e) {
                        synchronized (failures) {
                            failures.add(e);
                        }
                    }
                },
                thread);
        started.setDaemon(true);
        threads.add(started);
        started.start();
    }

    /** Ends the connection under its claim, as a driver reports it. */
    void lose(Connection connection) throws SQLException {
        database.on("Connection.nativeSQL")
                .throwing(new SQLException("gone", "08006"))
                .once();
        try {
            connection.nativeSQL("");
        } catch (SQLException e) {
            assertThat(e.getMessage()).isEqualTo("gone");
        }
    }

    /** The only claim in flight of an operation. */
    Optional<ClaimSample> claimOf(String operation) {
        return pool.records().activity().stream()
                .filter(claim -> claim.operation().equals(Optional.of(operation)))
                .findFirst();
    }

    /** The present moment of the pool's records: the end of its last record. */
    Instant lastRecord() {
        List<LoadRow> rows = pool.records().load().rows();
        return rows.isEmpty() ? Instant.MIN : rows.get(rows.size() - 1).at();
    }

    /** Waits until {@code records} more records are made, and returns the moment of the last. */
    Instant awaitRecords(int records) {
        int before = pool.records().load().rows().size();
        await(records + " records", () -> pool.records().load().rows().size() >= before + records);
        return lastRecord();
    }

    void awaitThreads() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(LIMIT.toMillis());
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
        synchronized (failures) {
            assertThat(failures).isEmpty();
        }
    }

    /** Moves the clock of the pool and of its records on, and waits for a record at the new time. */
    void pass(Duration time) {
        ahead.addAndGet(time.toNanos());
        Instant before = lastRecord();
        await("a record after " + time, () -> lastRecord().isAfter(before.plus(time.dividedBy(2))));
    }

    /** No claim is left, nothing is unaccounted, and the pool has found no violation on itself. */
    @Override
    public void close() {
        Ending.accounts(pool);
        assertThat(pool.records().promises().last()).isEmpty();
        pool.close();
        assertThat(database.connectionsOpen()).isZero();
    }
}
