package dev.penstock.benchmarks.jmh;

import dev.penstock.benchmarks.pools.Contender;
import dev.penstock.benchmarks.pools.OpenPool;
import dev.penstock.benchmarks.pools.Target;
import dev.penstock.waits.operations.Operation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One claim and its release within an operation that has tags. Compare it with {@link ClaimBenchmark}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class OperationBenchmark {
    private static final int SIZE = 10;

    private OpenPool open;
    private DataSource dataSource;

    /** The operation of the measuring thread. */
    @State(Scope.Thread)
    public static class Within {
        private Operation operation;

        /** Creates the state. */
        @SuppressWarnings("NullAway.Init") // by begin
        public Within() {}

        /** Begins the operation. */
        @Setup(Level.Iteration)
        public void begin() {
            operation = Operation.begin("checkout", Map.of("tenant", "blue", "route", "/orders"));
        }

        /** Ends the operation. */
        @TearDown(Level.Iteration)
        public void end() {
            operation.close();
        }
    }

    /** Creates the benchmark. */
    @SuppressWarnings("NullAway.Init") // by open
    public OperationBenchmark() {}

    /** Starts the pool. */
    @Setup
    public void open() {
        open = Contender.PENSTOCK.open(Target.noOp(), SIZE);
        dataSource = open.dataSource();
    }

    /** Closes the pool. */
    @TearDown
    public void close() {
        open.close();
    }

    /** Claims and releases a connection. */
    @Benchmark
    public Connection claim(Within within) throws SQLException {
        Connection connection = dataSource.getConnection();
        connection.close();
        return connection;
    }
}
