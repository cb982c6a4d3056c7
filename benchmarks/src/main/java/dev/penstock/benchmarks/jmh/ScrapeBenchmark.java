package dev.penstock.benchmarks.jmh;

import dev.penstock.benchmarks.pools.ManyBackends;
import dev.penstock.benchmarks.pools.OpenPool;
import dev.penstock.pool.PenstockDataSource;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One scrape by Prometheus: the snapshot, all series and the text. The pool has ten slots for each backend. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ScrapeBenchmark {
    private static final int SLOTS = 10;
    private static final int CLAIMS = 10_000;

    /** The number of backends. */
    @Param({"10", "100"})
    public int backends;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private OpenPool pool;

    /** Creates the benchmark. */
    @SuppressWarnings("NullAway.Init") // by open
    public ScrapeBenchmark() {}

    /** Starts the pool, which makes some claims. */
    @Setup
    public void open() throws SQLException {
        pool = ManyBackends.open(backends, SLOTS);
        ((PenstockDataSource) pool.dataSource()).setMetricRegistry(registry);
        for (int i = 0; i < CLAIMS; i++) {
            try (Connection connection = pool.dataSource().getConnection()) {
                connection.isValid(0);
            }
        }
    }

    /** Closes the pool. */
    @TearDown
    public void close() throws Exception {
        pool.close();
    }

    /** The text that Prometheus gets. */
    @Benchmark
    public String scrape() {
        return registry.scrape();
    }
}
