package dev.penstock.backends.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Knows what one kind of driver tells of its session without a round trip, or restores better than JDBC can. */
public sealed interface SessionInspector permits PlainInspector, PostgresInspector {
    /** The activity that statements have left behind in a session. */
    enum Activity {
        /** The driver does not say. */
        UNKNOWN,
        /** No transaction is open. */
        IDLE,
        /** A transaction is open, or has failed and is not rolled back. */
        TRANSACTION,
        /** A COPY is in progress: the driver answers no other call until its end. */
        COPY
    }

    /** The activity of the session. Takes no round trip, does not wait and does not throw. */
    Activity activity(Connection connection);

    /** Whether the network timeout bounds each wait of the driver. If not, a call may hang for ever. */
    boolean isBounded();

    /**
     * Whether the close of a statement waits for no rows. If not, it may read the rest of a result, in any number of
     * waits: Connector/J does that with a result that it streams.
     */
    boolean closesStatementsAtOnce();

    /** Whether a statement that nobody can reach holds nothing of its session, although it was not closed. */
    boolean forgetsStatements();

    /**
     * The schema, for {@link #restoreSchema}. On PostgreSQL this is the whole search path.
     *
     * @throws SQLException if the driver cannot tell
     */
    @Nullable
    String schema(Connection connection) throws SQLException;

    /**
     * Restores the schema.
     *
     * @param schema the result of {@link #schema}
     * @throws SQLException if that failed
     */
    void restoreSchema(Connection connection, @Nullable String schema) throws SQLException;
}
