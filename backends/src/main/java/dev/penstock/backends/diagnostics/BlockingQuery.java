package dev.penstock.backends.diagnostics;

import dev.penstock.waits.calls.SqlDigests;
import dev.penstock.waits.calls.SqlText;
import dev.penstock.waits.text.ForeignText;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks a PostgreSQL server for which sessions some sessions wait, directly or not. One round trip. Stateless. */
final class BlockingQuery {
    private static final int MOST_NAME = 100;
    private static final double NANOS_A_SECOND = 1e9;

    /**
     * One transaction, which pgjdbc sends in one round trip. The server ends the query by itself, too. The limit ends
     * with the transaction, because a pooler in transaction mode gives the session of the server to other clients.
     *
     * <p>The set of processes grows until nothing is new, so that a cycle ends it. Each call of pg_blocking_pids()
     * locks the server's table of locks, so it is called twice for a process, however many wait for the same lock. The
     * asking session is no party. The first row exists even if the server knows none of the processes.
     */
    private static final String QUERY = """
            BEGIN;
            SET LOCAL statement_timeout = MILLIS;
            WITH RECURSIVE parties (pid) AS (
              SELECT unnest('{PIDS}'::int[])
              UNION
              SELECT b FROM parties p, LATERAL unnest(pg_blocking_pids(p.pid)) AS b WHERE p.pid > 0)
            SELECT a.pid, a.state, a.backend_type, a.wait_event_type || ':' || a.wait_event, a.usename,
              a.application_name, a.query, extract(epoch FROM clock_timestamp() - a.state_change),
              ARRAY(SELECT DISTINCT b FROM unnest(pg_blocking_pids(a.pid)) AS b WHERE b <> pg_backend_pid()),
              (SELECT sum(numbackends) FROM pg_stat_database), current_setting('max_connections'), own.pid
            FROM (SELECT pg_backend_pid() AS pid) own LEFT JOIN pg_stat_activity a
              ON a.pid IN (SELECT pid FROM parties) AND a.pid <> own.pid;
            COMMIT""".replace("MILLIS", Long.toString(ServerSessions.ANSWER.toMillis()));

    private static final String HIDDEN = "<insufficient privilege>";

    private final SqlDigests digests;

    BlockingQuery(SqlDigests digests) {
        this.digests = digests;
    }

    /**
     * The sessions of these processes, and those for which they wait, and the number of the server's connections. If
     * the server knows this connection by another process than the driver, a pooler is in between, and the processes
     * are no processes of the server.
     *
     * @param own the process of this connection as the driver knows it
     */
    ServerAnswer ask(Connection connection, OptionalInt own, Collection<Integer> pids, long askedAt)
            throws SQLException {
        String list = pids.stream().map(String::valueOf).collect(Collectors.joining(","));
        Map<Integer, ServerSession> sessions = new HashMap<>();
        Optional<ServerLoad> load = Optional.empty();
        boolean pooled = false;
        try (Statement statement = connection.createStatement();
                ResultSet rows = rows(statement, QUERY.replace("PIDS", list))) {
            while (rows.next()) {
                load = Optional.of(new ServerLoad(askedAt, rows.getInt(10), rows.getInt(11)));
                pooled = own.isPresent() && own.getAsInt() != rows.getInt(12);
                if (rows.getString(1) != null) {
                    ServerSession session = session(rows);
                    sessions.put(session.pid(), session);
                }
            }
        }
        ServerAnswer answer = pooled ? ServerAnswer.pooled(askedAt, pids) : ServerAnswer.of(askedAt, pids, sessions);
        return answer.with(load);
    }

    /** The rows of the one statement that has any. */
    private static ResultSet rows(Statement statement, String sql) throws SQLException {
        boolean found = statement.execute(sql);
        while (!found && statement.getUpdateCount() >= 0) {
            found = statement.getMoreResults();
        }
        ResultSet rows = found ? statement.getResultSet() : null;
        if (rows == null) {
            throw new SQLException("the server returned no rows", "02000");
        }
        return rows;
    }

    private ServerSession session(ResultSet row) throws SQLException {
        String query = row.getString(7);
        boolean hidden = HIDDEN.equals(query);
        Optional<String> state = text(row.getString(2)).or(() -> Optional.of("active"));
        return new ServerSession(
                row.getInt(1),
                hidden ? Optional.empty() : state,
                Math.max(0, (long) (row.getDouble(8) * NANOS_A_SECOND)),
                text(row.getString(4)),
                text(row.getString(5)),
                text(row.getString(6)),
                hidden || query == null || query.isBlank()
                        ? Optional.empty()
                        : Optional.of(digests.of(SqlText.of(SqlText.keep(query)))),
                blockers(row.getArray(9)));
    }

    private static Optional<String> text(@Nullable String value) {
        return value == null || value.isBlank() ? Optional.empty() : Optional.of(ForeignText.line(value, MOST_NAME));
    }

    private static List<Integer> blockers(@Nullable Array array) throws SQLException {
        List<Integer> blockers = new ArrayList<>();
        if (array != null && array.getArray() instanceof Object[] values) {
            for (Object value : values) {
                if (value instanceof Integer pid) {
                    blockers.add(pid);
                }
            }
        }
        return blockers;
    }
}
