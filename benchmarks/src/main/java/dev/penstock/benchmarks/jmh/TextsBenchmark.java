package dev.penstock.benchmarks.jmh;

import dev.penstock.benchmarks.pools.Contender;
import dev.penstock.benchmarks.pools.OpenPool;
import dev.penstock.benchmarks.pools.Target;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
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

/**
 * As {@link StatementBenchmark}, with one text of SQL for all statements, or two texts in turn: a ledger then stores a
 * reference for each statement.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class TextsBenchmark {
    private static final int SIZE = 10;
    private static final String[] SQL = {"select 1", "select 2"};

    /** The number of texts. */
    @Param({"1", "2"})
    public int texts = 1;

    private int next;
    private OpenPool open;
    private Connection connection;

    /** Creates the benchmark. */
    @SuppressWarnings("NullAway.Init") // by open
    public TextsBenchmark() {}

    /** Starts the pool and claims the connection. */
    @Setup
    public void open() throws SQLException {
        open = Contender.PENSTOCK.open(Target.noOp(), SIZE);
        connection = open.dataSource().getConnection();
    }

    /** Releases the connection and closes the pool. */
    @TearDown
    public void close() throws SQLException {
        connection.close();
        open.close();
    }

    /** Prepares and executes the statement, reads a row, and closes statement and result set. */
    @Benchmark
    public boolean statement() throws SQLException {
        next = texts - 1 - next;
        try (PreparedStatement statement = connection.prepareStatement(SQL[next]);
                ResultSet result = statement.executeQuery()) {
            return result.next();
        }
    }
}
