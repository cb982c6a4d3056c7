package dev.penstock.console.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.jdbc.GenericDialect;
import dev.penstock.backends.jdbc.JdbcConnector;
import dev.penstock.backends.jdbc.SessionDefaults;
import dev.penstock.console.PoolFixture;
import dev.penstock.discovery.Backend;
import dev.penstock.discovery.FixedResolver;
import dev.penstock.discovery.ServiceName;
import dev.penstock.lab.Await;
import dev.penstock.lab.jdbc.StubDatabase;
import dev.penstock.lab.jdbc.StubDriver;
import dev.penstock.pool.ClaimOptions;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.PoolParts;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The incident: the application's only worker runs the status task of a pool. It claims a connection, and then
 * computes. The pool's clock moves only by {@link #advance}.
 */
final class IncidentFixture implements AutoCloseable {
    private static final int REQUESTS = 3;
    private static final long NANOS_A_SECOND = 1_000_000_000;
    private static final Duration FIRST_STEP = Duration.ofMillis(250);
    private static final Duration STEP = Duration.ofMillis(5);

    private final AtomicLong clock = new AtomicLong();
    private final ExecutorService runtime = Executors.newSingleThreadExecutor(task -> new Thread(task, "worker-1"));
    private final CountDownLatch parsed = new CountDownLatch(1);
    private final List<Thread> requests = new ArrayList<>();
    private final PenstockDataSource pool;

    /** The time of {@link #clock} at which the incident began. */
    private long began;

    IncidentFixture() {
        StubDatabase database = StubDatabase.named("incident");
        PenstockDataSource config = new PenstockDataSource();
        config.setJdbcUrl(database.jdbcUrl());
        config.setPoolName("control-plane");
        config.setMaximumPoolSize(1);
        config.setStatusInterval(50);
        config.setStatusExecutor(runtime);
        Backend backend = Backend.of("db", InetAddress.getLoopbackAddress(), 5432);
        pool = new PenstockDataSource(
                config,
                new PoolParts(
                        new FixedResolver(new ServiceName("db"), List.of(backend), clock::get),
                        new JdbcConnector(
                                new StubDriver(),
                                new GenericDialect(database.jdbcUrl()),
                                new Properties(),
                                SessionDefaults.standard(),
                                Optional.empty()),
                        clock::get));
    }

    PenstockDataSource pool() {
        return pool;
    }

    /** Lets the job claim the only slot and compute, lets three requests wait, and lets {@code seconds} pass. */
    void begin(StatsDataSource stats, int seconds) {
        pool.start();
        await(stats, "the slot is unclaimed", "SELECT 1 FROM slots WHERE state = 'UNCLAIMED'");
        // The incident begins in the moment of a record. Each later record is then due at a known moment.
        Await.until("the recorder runs", PoolFixture.LIMIT, () -> {
            advance(FIRST_STEP);
            return !PoolFixture.rows(stats, "SELECT 1 FROM load_timeline").isEmpty();
        });
        advance(Duration.ofSeconds(1));
        awaitRecord(stats, "load_timeline");
        began = clock.get();
        runtime.execute(this::issueCertificates);
        await(stats, "the job holds the slot", "SELECT 1 FROM holders WHERE frame LIKE '%parseCertificates%'");
        for (int i = 1; i <= REQUESTS; i++) {
            Thread request = new Thread(this::listInstances, "request-" + i);
            requests.add(request);
            request.start();
        }
        await(stats, "the requests wait", "SELECT 1 FROM pools WHERE waiting = " + REQUESTS);
        // A clock that jumps looks like a stopped process, in which nothing counts as a stall.
        Await.until("the stall is found", PoolFixture.LIMIT, () -> {
            long before = second();
            advance(STEP);
            if (second() > before) {
                awaitRecord(stats, "samples");
            }
            return !PoolFixture.rows(stats, "SELECT 1 FROM stalls").isEmpty();
        });
        for (long second = second() + 1; second <= seconds; second++) {
            advance(Duration.ofSeconds(second).minusNanos(clock.get() - began));
            awaitRecord(stats, "samples");
        }
        // The stall sends the requests to look again; they may wait for the backend until its new status task answers.
        await(
                stats,
                "the requests wait for the slot",
                "SELECT 1 FROM (SELECT count(*) AS n FROM activity WHERE wait_event = 'claim_wait_slot') WHERE n = "
                        + REQUESTS);
    }

    /** The seconds since the incident began. */
    private long second() {
        return (clock.get() - began) / NANOS_A_SECOND;
    }

    /** A record is due at this moment, or has been made up to 0.1 seconds before. */
    private static void awaitRecord(StatsDataSource stats, String view) {
        await(
                stats,
                "this second is recorded",
                "SELECT 1 FROM (SELECT max(sample_time) AS last FROM " + view + ")"
                        + " WHERE last > (SELECT sample_time FROM pools) - INTERVAL '0.1' SECOND");
    }

    private static void await(StatsDataSource stats, String what, String query) {
        Await.until(
                what, PoolFixture.LIMIT, () -> !PoolFixture.rows(stats, query).isEmpty());
    }

    void advance(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    /** The job ends, and every request is served. */
    void end(StatsDataSource stats) throws InterruptedException {
        parsed.countDown();
        for (Thread request : requests) {
            request.join();
        }
        await(stats, "no claim is left", "SELECT 1 FROM pools WHERE in_use = 0 AND waiting = 0");
        await(
                stats,
                "the reports are kept",
                "SELECT 1 FROM (SELECT count(*) AS n FROM claim_reports WHERE kind = 'slow_acquire') WHERE n = "
                        + REQUESTS);
    }

    /** Lets {@code time} pass, and waits until it is recorded. */
    void pass(StatsDataSource stats, Duration time) {
        advance(time);
        await(stats, "the time is recorded", "SELECT 1 FROM load_timeline WHERE covered_seconds > 60");
    }

    private void issueCertificates() {
        try (Connection connection = pool.claim(ClaimOptions.none().withOperation("issue-certificates"))) {
            assertThat(connection).isNotNull();
            parseCertificates();
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void parseCertificates() throws InterruptedException {
        parsed.await();
    }

    private void listInstances() {
        try {
            pool.claim(ClaimOptions.none().withOperation("list-instances")).close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asserts that nothing is unaccounted for, and closes the pool. */
    @Override
    public void close() {
        parsed.countDown();
        runtime.shutdown();
        Await.until(
                "every thread has ended",
                PoolFixture.LIMIT,
                () -> requests.stream().noneMatch(Thread::isAlive)
                        && runtime.awaitTermination(1, TimeUnit.MILLISECONDS));
        long unaccounted = pool.waits().unaccountedNanos();
        pool.close();
        assertThat(unaccounted).as("unaccounted").isZero();
    }
}
