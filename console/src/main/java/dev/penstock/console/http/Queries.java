package dev.penstock.console.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.penstock.console.format.Format;
import dev.penstock.console.source.StatsSource;
import dev.penstock.console.sql.Limits;
import dev.penstock.console.sql.StatsDataSource;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.h2.jdbc.JdbcException;
import org.jspecify.annotations.Nullable;

/** Runs queries over the records of pools. The database begins with the first query. Thread-safe. */
final class Queries implements AutoCloseable {
    /** The most characters of a query. */
    static final int LONGEST_QUERY = 65_536;

    /** The most memory of the rows of one answer, in bytes, roughly. */
    private static final long LARGEST_RESULT = 16L << 20;

    private static final int BYTES_OF_VALUE = 32;
    private static final String CANCELLED = "57014";
    private static final String UNREADABLE = "08";
    private static final String EXHAUSTED = "53";

    private final List<StatsSource> sources;
    private final Limits limits;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable StatsDataSource stats;

    @GuardedBy("lock")
    private boolean closed;

    Queries(List<StatsSource> sources, Limits limits) {
        this.sources = List.copyOf(sources);
        this.limits = limits;
    }

    List<StatsSource> sources() {
        return sources;
    }

    private StatsDataSource stats() throws SQLException {
        lock.lock();
        try {
            if (closed) {
                throw new SQLException("the console is closed", "08003");
            }
            StatsDataSource open = stats;
            if (open == null) {
                open = StatsDataSource.of(sources, limits);
                stats = open;
            }
            return open;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs a query.
     *
     * @throws Refusal if the query is wrong, takes too long, or has too large a result
     */
    Format.Rows run(String sql) throws Refusal {
        try (Connection connection = stats().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return read(result);
        } catch (SQLException e) {
            throw refusal(e);
        }
    }

    private static Format.Rows read(ResultSet result) throws SQLException, Refusal {
        ResultSetMetaData meta = result.getMetaData();
        List<String> names = new ArrayList<>();
        long namesOfRow = 0;
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            names.add(meta.getColumnLabel(i));
            namesOfRow += meta.getColumnLabel(i).length();
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        long bytes = 0;
        while (result.next()) {
            // JSON repeats the names in each row.
            bytes += namesOfRow;
            List<@Nullable Object> row = new ArrayList<>(names.size());
            for (int i = 1; i <= names.size(); i++) {
                Object value = plain(result, i);
                bytes += BYTES_OF_VALUE + size(value);
                requireSize(bytes);
                row.add(value);
            }
            rows.add(row);
        }
        return new Format.Rows(names, rows);
    }

    /** The value of a column. A value of a rare type, such as an array, becomes its text, which the answer shows. */
    private static @Nullable Object plain(ResultSet result, int column) throws SQLException {
        Object value = result.getObject(column);
        return value == null
                        || value instanceof Number
                        || value instanceof Boolean
                        || value instanceof OffsetDateTime
                        || value instanceof String
                ? value
                : result.getString(column);
    }

    /** The characters of a text; the digits that a number has if it is written without an exponent. */
    private static long size(@Nullable Object value) {
        if (value instanceof String text) {
            return text.length();
        }
        return value instanceof BigDecimal number ? number.precision() + Math.abs((long) number.scale()) : 0;
    }

    private static void requireSize(long bytes) throws Refusal {
        if (bytes > LARGEST_RESULT) {
            throw new Refusal(
                    Refusal.TOO_LARGE,
                    "The result is larger than " + (LARGEST_RESULT >> 20)
                            + " MiB: ask for fewer columns, or for fewer rows by LIMIT or WHERE.");
        }
    }

    /** The sentence of H2, without its repetition of the query. */
    private Refusal refusal(SQLException e) {
        String message = e instanceof JdbcException h2 ? h2.getOriginalMessage() : e.getMessage();
        String sentence = message == null ? e.getClass().getSimpleName() : message;
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        if (state.equals(CANCELLED)) {
            return new Refusal(
                    Refusal.UNAVAILABLE,
                    "The query took longer than " + limits.time().toMillis() + " ms, and was ended.");
        }
        boolean unavailable = state.startsWith(UNREADABLE) || state.startsWith(EXHAUSTED);
        return new Refusal(unavailable ? Refusal.UNAVAILABLE : Refusal.BAD_REQUEST, sentence);
    }

    /** Ends the database and its queries, and closes the sources. */
    @Override
    public void close() {
        StatsDataSource open;
        lock.lock();
        try {
            closed = true;
            open = stats;
        } finally {
            lock.unlock();
        }
        if (open == null) {
            sources.forEach(StatsSource::close);
        } else {
            open.close();
        }
    }
}
