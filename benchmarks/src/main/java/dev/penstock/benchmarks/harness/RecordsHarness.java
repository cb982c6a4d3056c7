package dev.penstock.benchmarks.harness;

import dev.penstock.benchmarks.pools.Contender;
import dev.penstock.benchmarks.pools.ManyBackends;
import dev.penstock.benchmarks.pools.OpenPool;
import dev.penstock.benchmarks.report.Results;
import dev.penstock.benchmarks.report.Sample;
import dev.penstock.benchmarks.report.Scenarios;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.waits.history.Recorder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The cost of reading what a pool with many slots has recorded: a snapshot with its histograms, the totals, and a tick
 * of the recorder with 1,000 claims in flight. Each value is the median of many readings by one thread.
 */
public final class RecordsHarness implements Harness {
    private static final int SLOTS_OF_BACKEND = 10;
    private static final int IN_FLIGHT = 1_000;
    private static final int CLAIMS_OF_SLOT = 30;
    private static final int READINGS = 40;
    private static final int SMOKE_SLOTS = 20;

    /** Creates the harness. */
    public RecordsHarness() {}

    @Override
    public String name() {
        return "records";
    }

    @Override
    public void measure(Plan plan, Results results) throws SQLException {
        for (int slots : List.of(1_000, 10_000)) {
            measure(plan, slots, plan.isSmoke() ? SMOKE_SLOTS : slots, results);
        }
    }

    private static void measure(Plan plan, int shown, int slots, Results results) throws SQLException {
        try (OpenPool open = ManyBackends.open(slots / SLOTS_OF_BACKEND, SLOTS_OF_BACKEND)) {
            ManyBackends.skipCheckOfUnused(open, true);
            PenstockDataSource pool = (PenstockDataSource) open.dataSource();
            for (int i = 0; i < (plan.isSmoke() ? 1 : CLAIMS_OF_SLOT); i++) {
                use(pool, slots).forEach(RecordsHarness::close);
            }
            List<Connection> held = use(pool, Math.min(slots, IN_FLIGHT));
            Runnable ticks = ticks(pool);
            for (int round = 0; round <= plan.rounds(); round++) {
                double snapshot = median(pool::waits);
                double tick = median(ticks);
                double activity = median(() -> pool.records().activity());
                if (round > 0) {
                    add(results, Scenarios.snapshot(shown), round, snapshot);
                    add(results, Scenarios.tick(shown), round, tick);
                    add(results, Scenarios.activity(shown), round, activity);
                }
            }
            held.forEach(RecordsHarness::close);
        }
    }

    /** Claims {@code count} connections at the same time, and uses each of them. */
    private static List<Connection> use(PenstockDataSource pool, int count) throws SQLException {
        List<Connection> held = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Connection connection = pool.getConnection();
            held.add(connection);
            try (PreparedStatement statement = connection.prepareStatement("select 1")) {
                statement.execute();
            }
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

    /**
     * Lets the recorder record at once, as if a second had passed. Only one for a pool: its seconds go ahead of the
     * pool's clock, and the recorder does nothing at a time before its last record.
     */
    private static Runnable ticks(PenstockDataSource pool) {
        Recorder recorder = (Recorder) pool.records();
        long[] now = {System.nanoTime()};
        return () -> {
            now[0] += Recorder.INTERVAL.toNanos();
            recorder.beat(now[0], Duration.ofSeconds(1));
        };
    }

    private static double median(Runnable work) {
        long[] nanos = new long[READINGS];
        for (int i = 0; i < READINGS; i++) {
            long begun = System.nanoTime();
            work.run();
            nanos[i] = System.nanoTime() - begun;
        }
        Arrays.sort(nanos);
        return nanos[READINGS / 2];
    }

    private static void add(Results results, String metric, int round, double value) {
        results.add(new Sample(Scenarios.RECORDS, Contender.PENSTOCK.label(), metric, round, value));
    }
}
