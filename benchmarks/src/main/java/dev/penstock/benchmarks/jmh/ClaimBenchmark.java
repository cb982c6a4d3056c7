package dev.penstock.benchmarks.jmh;

import dev.penstock.benchmarks.pools.Contender;
import dev.penstock.benchmarks.pools.OpenPool;
import dev.penstock.benchmarks.pools.Target;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
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

/** One claim and its release, with a free slot for each thread; {@code -t} sets the threads, 1 to 10. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ClaimBenchmark {
    private static final int SIZE = 10;

    /** The label of a {@link Contender}. */
    @Param({
        "penstock",
        "hikari",
        "hikari-micrometer",
        "hikari-leaks",
        "agroal",
        "agroal-metrics",
        "dbcp2",
        "tomcat",
        "vibur",
        "c3p0"
    })
    public String pool = "";

    private OpenPool open;
    private DataSource dataSource;

    /** Creates the benchmark. */
    @SuppressWarnings("NullAway.Init") // by open
    public ClaimBenchmark() {}

    /** Starts the pool. */
    @Setup
    public void open() {
        open = Contender.of(pool).open(Target.noOp(), SIZE);
        dataSource = open.dataSource();
    }

    /** Closes the pool. */
    @TearDown
    public void close() {
        open.close();
    }

    /** Claims and releases a connection. */
    @Benchmark
    public Connection claim() throws SQLException {
        Connection connection = dataSource.getConnection();
        connection.close();
        return connection;
    }
}
