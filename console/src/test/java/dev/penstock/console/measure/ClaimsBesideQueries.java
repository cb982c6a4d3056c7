package dev.penstock.console.measure;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.penstock.console.http.Console;
import dev.penstock.console.sql.StatsDataSource;
import dev.penstock.lab.jdbc.StubDatabase;
import dev.penstock.pool.PenstockDataSource;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The claims a second of 8 threads that hold a connection for 1 ms, while 100 clients ask without a pause, divided by
 * those in the second before, without a client. The clients run in the same process.
 */
final class ClaimsBesideQueries {
    private static final String QUERY = "SELECT operation, sum(sample_weight) FROM samples GROUP BY operation";
    private static final int CLAIMERS = 8;
    private static final int CLIENTS = 100;
    private static final int PAIRS = 12;
    private static final long HOLD_NANOS = 1_000_000;
    private static final long ROUND_MILLIS = 700;
    private static final long SETTLE_MILLIS = 300;
    private static final long WARM_MILLIS = 8_000;
    private static final double MILLIS_A_SECOND = 1_000;

    private final LongAdder claims = new LongAdder();
    private final LongAdder answers = new LongAdder();
    private final LongAdder refusals = new LongAdder();

    private ClaimsBesideQueries() {}

    /** One question of a client. */
    private interface Question {
        void ask() throws Exception;
    }

    /** Prints the ratios of clients over HTTP, and of clients of the data source. */
    static void measure() throws Exception {
        try (PenstockDataSource pool = new PenstockDataSource()) {
            pool.setJdbcUrl(StubDatabase.named("beside").jdbcUrl());
            pool.setMaximumPoolSize(CLAIMERS);
            pool.setMinimumIdle(CLAIMERS);
            pool.start();
            try (StatsDataSource stats = StatsDataSource.of(pool);
                    Console console = Console.open(pool, ":0")) {
                ClaimsBesideQueries measured = new ClaimsBesideQueries();
                measured.compare("HTTP", pool, () -> measured.ask(console.uri().resolve("/sql")));
                measured.compare("data source", pool, () -> measured.ask(stats));
            }
        }
    }

    private void ask(URI uri) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.getOutputStream().write(QUERY.getBytes(StandardCharsets.UTF_8));
        if (connection.getResponseCode() == HttpURLConnection.HTTP_OK) {
            connection.getInputStream().readAllBytes();
            answers.increment();
        } else {
            connection.getErrorStream().readAllBytes();
            refusals.increment();
        }
    }

    private void ask(StatsDataSource stats) throws SQLException {
        try (Connection connection = stats.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(QUERY)) {
            result.next();
            answers.increment();
        } catch (SQLException e) {
            refusals.increment();
        }
    }

    /** The claimers run all the time; the clients ask in every second round. */
    private void compare(String clients, PenstockDataSource pool, Question question) throws InterruptedException {
        AtomicBoolean ends = new AtomicBoolean();
        Gate gate = new Gate();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CLAIMERS; i++) {
            threads.add(thread(ends, () -> claim(pool)));
        }
        for (int i = 0; i < CLIENTS; i++) {
            threads.add(thread(ends, () -> {
                gate.pass();
                question.ask();
            }));
        }
        gate.open(true);
        Thread.sleep(WARM_MILLIS);
        answers.reset();
        refusals.reset();
        double[] ratios = new double[PAIRS];
        for (int i = 0; i < PAIRS; i++) {
            double alone = claimsASecond(gate, false);
            ratios[i] = claimsASecond(gate, true) / alone;
        }
        ends.set(true);
        gate.open(true);
        for (Thread thread : threads) {
            thread.join();
        }
        Arrays.sort(ratios);
        System.out.println(String.format(
                Locale.ROOT,
                "%s: %.3f of the claims a second (median of %d pairs; quartiles %.3f, %.3f), %d answers, %d refused",
                clients,
                (ratios[PAIRS / 2 - 1] + ratios[PAIRS / 2]) / 2,
                PAIRS,
                ratios[PAIRS / 4],
                ratios[PAIRS - 1 - PAIRS / 4],
                answers.sum(),
                refusals.sum()));
    }

    private double claimsASecond(Gate gate, boolean open) throws InterruptedException {
        gate.open(open);
        Thread.sleep(SETTLE_MILLIS);
        claims.reset();
        long begin = System.nanoTime();
        Thread.sleep(ROUND_MILLIS);
        return claims.sum() / ((System.nanoTime() - begin) / 1e6) * MILLIS_A_SECOND;
    }

    /** Lets the clients ask, or wait without using a processor. */
    private static final class Gate {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition opened = lock.newCondition();

        @GuardedBy("lock")
        private boolean open;

        void open(boolean next) {
            lock.lock();
            try {
                open = next;
                opened.signalAll();
            } finally {
                lock.unlock();
            }
        }

        void pass() throws InterruptedException {
            lock.lock();
            try {
                while (!open) {
                    opened.await();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private void claim(PenstockDataSource pool) throws SQLException {
        Connection connection = pool.getConnection();
        LockSupport.parkNanos(HOLD_NANOS);
        connection.close();
        claims.increment();
    }

    private static Thread thread(AtomicBoolean ends, Question question) {
        Thread thread = new Thread(() -> {
            while (!ends.get()) {
                try {
                    question.ask();
                } catch (Exception e) {
                    LockSupport.parkNanos(HOLD_NANOS);
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
