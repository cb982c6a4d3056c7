package dev.penstock.benchmarks.harness;

import dev.penstock.benchmarks.pools.Contender;
import dev.penstock.benchmarks.pools.ManyBackends;
import dev.penstock.benchmarks.pools.OpenPool;
import dev.penstock.benchmarks.report.Results;
import dev.penstock.benchmarks.report.Sample;
import dev.penstock.benchmarks.report.Scenarios;
import dev.penstock.pool.PenstockConfig;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.waits.history.Recorder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import jdk.jfr.Configuration;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;

/**
 * The time and the size of a bundle of a pool with 1,000 backends, while threads make 10,000 claims a second. Most
 * slots are held, the reports are full, and two minutes of samples are kept. Each round measures bundles without a
 * recording of Flight Recorder, and then with one.
 */
public final class BundleHarness implements Harness {
    private static final ThreadMXBean THREAD_TIMES = ManagementFactory.getThreadMXBean();
    private static final int BACKENDS = 1_000;
    private static final int SMOKE_BACKENDS = 20;
    private static final int RATE = 10_000;
    private static final int THREADS = 8;
    private static final int BATCH = 10;
    private static final int BUNDLES = 12;
    private static final int WARM = 3;
    private static final int MOST_ROUNDS = 1;
    private static final int SECONDS_KEPT = 120;
    private static final int REPORTS = 256;
    private static final int SLOW_MILLIS = 10;
    private static final Duration PAUSE = Duration.ofMillis(500);

    /** Creates the harness. */
    public BundleHarness() {}

    @Override
    public String name() {
        return "bundle";
    }

    @Override
    public void measure(Plan plan, Results results) throws Exception {
        int backends = plan.isSmoke() ? SMOKE_BACKENDS : BACKENDS;
        Path folder = Files.createTempDirectory("penstock-bundle");
        try (OpenPool open = ManyBackends.open(backends, 1)) {
            ManyBackends.skipCheckOfUnused(open, true);
            PenstockDataSource pool = (PenstockDataSource) open.dataSource();
            fill(pool, backends);
            List<Connection> held = claim(pool, backends - 2 * THREADS);
            measureUnderLoad(plan, pool, folder, results);
            held.forEach(BundleHarness::close);
        } finally {
            Files.deleteIfExists(folder.resolve("now.zip"));
            Files.delete(folder);
        }
    }

    /** Fills the reports and the samples. */
    private static void fill(PenstockDataSource pool, int backends) throws SQLException, InterruptedException {
        pool.setSlowHoldThreshold(SLOW_MILLIS);
        int rounds = REPORTS / backends + 1;
        for (int i = 0; i < rounds; i++) {
            List<Connection> slow = claim(pool, backends);
            TimeUnit.MILLISECONDS.sleep(2 * SLOW_MILLIS);
            slow.forEach(BundleHarness::close);
        }
        pool.setSlowHoldThreshold(new PenstockConfig().getSlowHoldThreshold());
        List<Connection> held = claim(pool, backends);
        Recorder recorder = (Recorder) pool.records();
        long now = System.nanoTime();
        for (int second = 1; second <= SECONDS_KEPT; second++) {
            recorder.beat(now + second * Recorder.INTERVAL.toNanos(), Duration.ofSeconds(1));
        }
        held.forEach(BundleHarness::close);
    }

    private static void measureUnderLoad(Plan plan, PenstockDataSource pool, Path folder, Results results)
            throws Exception {
        try (Load load = Load.start(pool)) {
            for (int round = 0; round <= Math.min(MOST_ROUNDS, plan.rounds()); round++) {
                add(results, Scenarios.CLAIMS_ALONE, round, load.rate(plan.window()));
                bundles(plan, pool, folder, load, round, results);
                try (Recording recording = new Recording(Configuration.getConfiguration("default"))) {
                    recording.start();
                    bundles(plan, pool, folder, load, round, results);
                }
            }
        }
    }

    private static void bundles(Plan plan, PenstockDataSource pool, Path folder, Load load, int round, Results results)
            throws IOException, InterruptedException {
        Path file = folder.resolve("now.zip");
        long[] nanos = new long[plan.isSmoke() || round == 0 ? WARM : BUNDLES];
        long claims = load.claims();
        long begun = System.nanoTime();
        long processor = THREAD_TIMES.getCurrentThreadCpuTime();
        for (int i = 0; i < nanos.length; i++) {
            long one = System.nanoTime();
            pool.bundle(file);
            nanos[i] = System.nanoTime() - one;
            TimeUnit.NANOSECONDS.sleep(plan.isSmoke() ? 1 : PAUSE.toNanos());
        }
        double mean = (double) (THREAD_TIMES.getCurrentThreadCpuTime() - processor) / nanos.length;
        double seconds = (System.nanoTime() - begun) / 1e9;
        Arrays.sort(nanos);
        boolean recorded = !FlightRecorder.getFlightRecorder().getRecordings().isEmpty();
        add(results, Scenarios.bundle(recorded), round, (double) nanos[nanos.length / 2]);
        add(results, Scenarios.longestBundle(recorded), round, (double) nanos[nanos.length - 1]);
        add(results, Scenarios.bundleProcessorTime(recorded), round, mean);
        add(results, Scenarios.bundleBytes(recorded), round, (double) Files.size(file));
        add(results, Scenarios.claimsBesideBundles(recorded), round, (load.claims() - claims) / seconds);
    }

    private static List<Connection> claim(PenstockDataSource pool, int count) throws SQLException {
        List<Connection> held = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            held.add(pool.getConnection());
        }
        return held;
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("the driver of the benchmark does not fail", e);
        }
    }

    /** The first round warms up. */
    private static void add(Results results, String metric, int round, double value) {
        if (round > 0) {
            results.add(new Sample(Scenarios.BUNDLE, Contender.PENSTOCK.label(), metric, round, value));
        }
    }

    /** Threads that claim at a fixed rate. A thread that is late makes up for it. */
    private record Load(List<Thread> threads, LongAdder count) implements AutoCloseable {
        static Load start(PenstockDataSource pool) {
            LongAdder count = new LongAdder();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Thread thread = new Thread(() -> run(pool, count), "load-" + i);
                thread.setDaemon(true);
                threads.add(thread);
                thread.start();
            }
            return new Load(threads, count);
        }

        private static void run(PenstockDataSource pool, LongAdder count) {
            long due = System.nanoTime();
            long period = Duration.ofSeconds(1).toNanos() * THREADS * BATCH / RATE;
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    for (int i = 0; i < BATCH; i++) {
                        pool.getConnection().close();
                    }
                    count.add(BATCH);
                    due += period;
                    TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                }
            } catch (InterruptedException | SQLException e) {
                Thread.currentThread().interrupt(); // the measurement has ended
            }
        }

        long claims() {
            return count.sum();
        }

        double rate(Duration window) throws InterruptedException {
            long before = claims();
            long begun = System.nanoTime();
            TimeUnit.NANOSECONDS.sleep(window.toNanos());
            return (claims() - before) * 1e9 / (System.nanoTime() - begun);
        }

        @Override
        public void close() {
            threads.forEach(Thread::interrupt);
            try {
                for (Thread thread : threads) {
                    thread.join();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
