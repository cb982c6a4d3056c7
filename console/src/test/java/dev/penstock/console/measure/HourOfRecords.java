package dev.penstock.console.measure;

import dev.penstock.console.source.StatsSource;
import dev.penstock.console.sql.Limits;
import dev.penstock.console.sql.StatsDataSource;
import dev.penstock.pool.alerts.Alerts;
import dev.penstock.pool.chains.Chains;
import dev.penstock.pool.instrument.Instrument;
import dev.penstock.pool.instrument.MetricBindings;
import dev.penstock.pool.instrument.PoolReadings;
import dev.penstock.pool.lints.Lints;
import dev.penstock.pool.reports.Reports;
import dev.penstock.pool.traces.Traces;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.history.ClaimState;
import dev.penstock.waits.history.InFlightSource;
import dev.penstock.waits.history.Recorder;
import dev.penstock.waits.sessions.SessionAccounts;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/** How long queries over a full hour of records take: 3,600 seconds of 64 claims in flight each, 230,400 samples. */
final class HourOfRecords {
    private static final int SECONDS = 3_600;
    private static final int CLAIMS = 64;
    private static final int WARM = 30;
    private static final int MEASURED = 21;
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Limits LIMITS = new Limits(Duration.ofMinutes(1), 100_000);
    private static final double NANOS_A_MILLI = 1e6;

    private static final List<String> QUERIES = List.of(
            "SELECT count(*) FROM samples",
            "SELECT operation, sum(sample_weight) FROM samples GROUP BY operation ORDER BY 2 DESC",
            "SELECT wait_event, backend, sum(sample_weight) FROM samples GROUP BY wait_event, backend ORDER BY 3 DESC",
            "SELECT operation, sum(sample_weight) FROM samples WHERE sample_time > CURRENT_TIMESTAMP"
                    + " - INTERVAL '5' MINUTE GROUP BY operation ORDER BY 2 DESC",
            "SELECT sample_time, load FROM load_timeline WHERE dimension = 'total' ORDER BY load DESC LIMIT 3",
            "SELECT * FROM load_top('operation', NULL, NULL)");

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final AtomicLong clock = new AtomicLong();
    private final Instant begin = Instant.now().minusSeconds(SECONDS);
    private final WaitAccounts accounts = new WaitAccounts(clock::get, new CorrelationIds());
    private final Recorder recorder = new Recorder(accounts, new Claims(), () -> CLAIMS, this::now);

    private HourOfRecords() {}

    private Instant now() {
        return begin.plusNanos(clock.get());
    }

    /** Claims that hold a slot for 100 seconds each, in turn executing and idle. */
    private final class Claims implements InFlightSource {
        @Override
        public InFlight read(long now, long stackAge) {
            long second = now / TICK.toNanos();
            List<ClaimState> claims = new ArrayList<>();
            for (int i = 0; i < CLAIMS; i++) {
                claims.add(new ClaimState(
                        1 + i + (second + i) / 100 * CLAIMS,
                        i % 2 == 0 ? WaitEvent.CLAIM_EXECUTE : WaitEvent.CLAIM_IDLE,
                        (second + i) % 100 * TICK.toNanos(),
                        i,
                        Optional.of("db-" + i % 4),
                        OptionalLong.of(i),
                        Optional.of("operation-" + i % 20),
                        Optional.empty(),
                        i < 16 ? Optional.of("com.example.Shop.operation" + i) : Optional.empty(),
                        i % 2 == 0 ? Optional.of("SELECT * FROM t" + i + " WHERE id = ?") : Optional.empty(),
                        OptionalInt.of(1_000 + i)));
            }
            return new InFlight(claims, CLAIMS);
        }

        @Override
        public SessionAccounts sessions() {
            return new SessionAccounts("hour", clock::get);
        }

        @Override
        public int slotsInUse() {
            return CLAIMS;
        }
    }

    /** A part of a pool that no query of this measurement asks. */
    private static <T> T unused(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, values) -> {
                    throw new UnsupportedOperationException(method.toString());
                }));
    }

    private Instrument instrument() {
        PoolReadings readings = new PoolReadings(
                "hour",
                this::now,
                accounts::snapshot,
                recorder,
                unused(Reports.class),
                unused(Alerts.class),
                unused(Lints.class),
                unused(Chains.class),
                List::of,
                () -> {
                    throw new UnsupportedOperationException();
                },
                List::of,
                List::of,
                List::of,
                () -> 0,
                () -> CLAIMS,
                List::of,
                List::of,
                unused(Traces.class));
        return new Instrument(readings, unused(MetricBindings.class));
    }

    /** Prints the median time of each query; of its own ones if there are none. */
    static void measure(List<String> queries) throws SQLException {
        HourOfRecords hour = new HourOfRecords();
        for (int second = 0; second < SECONDS; second++) {
            hour.recorder.beat(hour.clock.get(), TICK);
            hour.clock.addAndGet(TICK.toNanos());
        }
        try (StatsDataSource stats = StatsDataSource.of(List.of(StatsSource.of(hour.instrument())), LIMITS);
                Connection connection = stats.getConnection();
                Statement statement = connection.createStatement()) {
            System.out.println(hour.recorder.stores().get(1));
            for (String query : queries.isEmpty() ? QUERIES : queries) {
                double[] millis = new double[MEASURED];
                double[] cpu = new double[MEASURED];
                int rows = 0;
                for (int i = -WARM; i < MEASURED; i++) {
                    long start = System.nanoTime();
                    long startCpu = THREADS.getCurrentThreadCpuTime();
                    rows = rows(statement, query);
                    if (i >= 0) {
                        cpu[i] = (THREADS.getCurrentThreadCpuTime() - startCpu) / NANOS_A_MILLI;
                        millis[i] = (System.nanoTime() - start) / NANOS_A_MILLI;
                    }
                }
                Arrays.sort(millis);
                Arrays.sort(cpu);
                System.out.println(String.format(
                        Locale.ROOT,
                        "%6.1f ms (%.1f to %.1f), processor %.1f ms (%.1f to %.1f), %d rows: %s",
                        millis[MEASURED / 2],
                        millis[0],
                        millis[MEASURED - 1],
                        cpu[MEASURED / 2],
                        cpu[0],
                        cpu[MEASURED - 1],
                        rows,
                        query));
            }
        }
    }

    private static int rows(Statement statement, String query) throws SQLException {
        int rows = 0;
        try (ResultSet result = statement.executeQuery(query)) {
            while (result.next()) {
                result.getObject(1);
                rows++;
            }
        }
        return rows;
    }
}
