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

/** One prepared statement from its creation to its close, on a held connection; one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class StatementBenchmark {
    private static final int SIZE = 10;
    private static final String SQL = "select 1";

    /** The label of a {@link Contender}. */
    @Param({"penstock", "hikari", "agroal", "dbcp2", "tomcat", "vibur", "c3p0"})
    public String pool = "";

    private OpenPool open;
    private Connection connection;

    /** Creates the benchmark. */
    @SuppressWarnings("NullAway.Init") // by open
    public StatementBenchmark() {}

    /** Starts the pool and claims the connection. */
    @Setup
    public void open() throws SQLException {
        open = Contender.of(pool).open(Target.noOp(), SIZE);
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
        try (PreparedStatement statement = connection.prepareStatement(SQL);
                ResultSet result = statement.executeQuery()) {
            return result.next();
        }
    }
}
