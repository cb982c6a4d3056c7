package dev.penstock.console.terminal;

import dev.penstock.console.format.Format;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs queries one after another on one connection. {@link #cancel} may be called by any thread. */
final class Queries {
    private static final String CANCELLED = "57014";
    private static final String CONNECTION_FAILURE = "08";

    private final Connection connection;
    private final AtomicReference<@Nullable Statement> running = new AtomicReference<>();
    private volatile boolean cancelled;

    Queries(Connection connection) {
        this.connection = connection;
    }

    /**
     * The rows of a query.
     *
     * @param more whether the limit of the rows is reached
     */
    record Result(Format.Rows rows, boolean more) {}

    /**
     * Runs a query.
     *
     * @throws Failure if it cannot be run; the message says why
     */
    Result run(String query) throws Failure {
        cancelled = false;
        try (Statement statement = connection.createStatement()) {
            running.set(statement);
            try (ResultSet result = statement.executeQuery(query)) {
                Format.Rows rows = Format.Rows.of(result);
                return new Result(rows, rows.values().size() == statement.getMaxRows());
            } finally {
                running.set(null);
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private Failure failure(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        if (state.equals(CANCELLED)) {
            return new Failure(
                    cancelled
                            ? "the query was cancelled"
                            : "the query took too long: a query ends after 5 seconds. Restrict it, for example by"
                                    + " sample_time > CURRENT_TIMESTAMP - INTERVAL '1' MINUTE",
                    ExitCode.FAILED,
                    e);
        }
        // H2 repeats the query, and adds a number.
        String message = String.valueOf(e.getMessage())
                .replaceFirst("(?s); SQL statement:.*", "")
                .replaceFirst("\\s*\\[[0-9]+-[0-9]+\\]$", "");
        return new Failure(message, state.startsWith(CONNECTION_FAILURE) ? ExitCode.UNREACHABLE : ExitCode.FAILED, e);
    }

    /** Ends the query that runs, if there is one. */
    void cancel() {
        Statement statement = running.get();
        if (statement != null) {
            cancelled = true;
            try {
                statement.cancel();
            } catch (SQLException e) {
                // It has ended meanwhile.
            }
        }
    }
}
