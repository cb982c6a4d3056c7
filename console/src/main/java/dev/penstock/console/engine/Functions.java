package dev.penstock.console.engine;

import dev.penstock.pool.instrument.StatsColumn;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.tools.SimpleResultSet;
import org.jspecify.annotations.Nullable;

/**
 * The functions of {@link StatsFunction}. H2 calls these methods; nobody else does. They read from the snapshot of the
 * statement that calls them. While H2 only prepares a statement, there is no snapshot: they return nothing then.
 */
public final class Functions {
    /** H2 asks for the columns of a result by a connection with this URL. */
    private static final String COLUMNS_ONLY = "jdbc:columnlist:connection";

    private static final int MOST_TEXT = 1_000_000;
    private static final int MILLIS_DIGITS = 3;

    private Functions() {}

    /** Computes the rows of a function. */
    private interface Rows {
        List<@Nullable Object[]> read(LoadReader reader) throws IOException, SQLException;
    }

    /** See {@link StatsFunction#LOAD_PERIODS}. */
    public static ResultSet loadPeriods(Connection connection) throws SQLException {
        return table(connection, StatsFunction.LOAD_PERIODS, LoadReader::periods);
    }

    /** See {@link StatsFunction#LOAD_TOP}. */
    public static ResultSet loadTop(
            Connection connection,
            @Nullable String dimension,
            @Nullable OffsetDateTime from,
            @Nullable OffsetDateTime to)
            throws SQLException {
        return table(
                connection,
                StatsFunction.LOAD_TOP,
                reader -> reader.top(dimension == null ? "" : dimension, Span.of(from, to)));
    }

    /** See {@link StatsFunction#LOAD_COMPARE}. */
    public static ResultSet loadCompare(
            Connection connection,
            @Nullable OffsetDateTime from1,
            @Nullable OffsetDateTime to1,
            @Nullable OffsetDateTime from2,
            @Nullable OffsetDateTime to2)
            throws SQLException {
        return table(
                connection,
                StatsFunction.LOAD_COMPARE,
                reader -> reader.compare(Span.of(from1, to1), Span.of(from2, to2)));
    }

    /** A page of text about one claim; null for no claim. */
    public static @Nullable String explain(Connection connection, @Nullable String claim) throws SQLException {
        Snapshot snapshot = snapshot(connection);
        if (snapshot == null || claim == null) {
            return null;
        }
        try {
            return snapshot.explain(claim);
        } catch (IOException e) {
            throw new SQLException(e.getMessage(), "08006", e);
        }
    }

    /** The ID of the claim that this thread holds. */
    public static @Nullable String currentClaim(Connection connection) throws SQLException {
        Snapshot snapshot = snapshot(connection);
        if (snapshot == null) {
            return null;
        }
        try {
            return snapshot.currentClaim();
        } catch (IOException e) {
            throw new SQLException(e.getMessage(), "02000", e);
        }
    }

    private static @Nullable Snapshot snapshot(Connection connection) throws SQLException {
        return connection instanceof JdbcConnection h2 && h2.getSession() instanceof SessionLocal session
                ? StatsTableEngine.running(session)
                : null;
    }

    private static ResultSet table(Connection connection, StatsFunction function, Rows rows) throws SQLException {
        SimpleResultSet result = new SimpleResultSet();
        result.setAutoClose(false);
        for (StatsColumn column : function.columns()) {
            switch (column.type()) {
                case TEXT -> result.addColumn(column.name(), Types.VARCHAR, MOST_TEXT, 0);
                case LONG -> result.addColumn(column.name(), Types.BIGINT, 0, 0);
                case DOUBLE -> result.addColumn(column.name(), Types.DOUBLE, 0, 0);
                case BOOLEAN -> result.addColumn(column.name(), Types.BOOLEAN, 0, 0);
                case TIME -> result.addColumn(column.name(), Types.TIMESTAMP_WITH_TIMEZONE, 0, MILLIS_DIGITS);
            }
        }
        Snapshot snapshot = snapshot(connection);
        if (snapshot == null || connection.getMetaData().getURL().equals(COLUMNS_ONLY)) {
            return result;
        }
        try {
            for (@Nullable Object[] row : rows.read(new LoadReader(snapshot))) {
                result.addRow(row);
            }
        } catch (IOException e) {
            throw new SQLException(e.getMessage(), "08006", e);
        }
        return result;
    }

    /** A time range of a function: an immutable value. Both ends are inclusive. */
    record Span(long fromMillis, long toMillis) {
        static Span of(@Nullable OffsetDateTime from, @Nullable OffsetDateTime to) {
            return new Span(
                    from == null ? Long.MIN_VALUE : from.toInstant().toEpochMilli(),
                    to == null ? Long.MAX_VALUE : to.toInstant().toEpochMilli());
        }

        static OffsetDateTime time(long millis) {
            return OffsetDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
        }
    }
}
