package dev.penstock.chaos.world;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Threads that transfer money until they are told to stop. */
public final class Workload {
    private final DataSource pool;
    private final Jdbi jdbi;
    private final List<Thread> threads = new ArrayList<>();
    private final LongAdder transfers = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAccumulator slowestClaim = new LongAccumulator(Math::max, 0);
    private final AtomicReference<@Nullable Throwable> lastFailure = new AtomicReference<>();
    private volatile Latencies latencies = new Latencies();
    private volatile boolean stopping;

    /** Creates threads that have not started, on connections of {@code pool}. */
    public Workload(DataSource pool, int threadCount) {
        this.pool = pool;
        this.jdbi = Jdbi.create(this::claim);
        for (int i = 1; i <= threadCount; i++) {
            long seed = i;
            Thread thread = new Thread(() -> run(new SplittableRandom(seed)), "teller-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
    }

    private Connection claim() throws SQLException {
        long began = System.nanoTime();
        try {
            return pool.getConnection();
        } finally {
            long took = System.nanoTime() - began;
            slowestClaim.accumulate(took);
            latencies.record(took);
        }
    }

    /** Lets them begin. */
    public void start() {
        threads.forEach(Thread::start);
    }

    private void run(SplittableRandom random) {
        while (!stopping) {
            try {
                Bank.transfer(jdbi, random);
                transfers.increment();
            } catch (RuntimeException e) {
                failures.increment();
                lastFailure.set(e);
            }
        }
    }

    /** Lets every thread end its transfer; false where one has not within {@code limit}. */
    public boolean stop(Duration limit) throws InterruptedException {
        stopping = true;
        long until = System.nanoTime() + limit.toNanos();
        for (Thread thread : threads) {
            thread.join(Math.max(1, (until - System.nanoTime()) / 1_000_000));
        }
        return threads.stream().noneMatch(Thread::isAlive);
    }

    /** Transfers that were committed. */
    public long transfers() {
        return transfers.sum();
    }

    /** How many are committed in a second, from now on for {@code window}. */
    public double rate(Duration window) throws InterruptedException {
        long began = System.nanoTime();
        long before = transfers();
        TimeUnit.NANOSECONDS.sleep(window.toNanos());
        return (transfers() - before) * 1e9 / (System.nanoTime() - began);
    }

    /** Transfers that threw. */
    public long failures() {
        return failures.sum();
    }

    /** What the last of those threw. */
    public @Nullable Throwable lastFailure() {
        return lastFailure.get();
    }

    /** How long calls of {@code getConnection()} take from now on, until this is asked again. */
    public Latencies watchClaims() {
        Latencies fresh = new Latencies();
        latencies = fresh;
        return fresh;
    }

    /** The longest that a call of {@code getConnection()} took, as its caller saw it. */
    public Duration slowestClaim() {
        return Duration.ofNanos(slowestClaim.get());
    }
}
