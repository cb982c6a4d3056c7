package dev.penstock.pool.jdbc;

import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLRecoverableException;
import java.util.Optional;
import java.util.Set;

/** Decides whether what a driver threw means that its connection is lost. */
final class Fatality {
    /** HikariCP's list, beside class 08: feature not supported, server shutting down, disconnected, Sybase's own. */
    private static final Set<String> FATAL_STATES =
            Set.of("0A000", "57P01", "57P02", "57P03", "01002", "JZ0C0", "JZ0C1");

    private static final Set<Integer> FATAL_CODES = Set.of(500_150, 2_399, 1_105);
    private static final int MAX_CHAIN = 16;

    private Fatality() {}

    /** Why the connection is lost; empty where it is not. */
    static Optional<String> of(Throwable thrown) {
        if (thrown instanceof Error) {
            return Optional.of("the driver threw " + thrown);
        }
        Throwable next = thrown;
        for (int i = 0; next instanceof SQLException failure && i < MAX_CHAIN; i++) {
            if (isFatal(failure)) {
                return Optional.of(failure.getMessage() + " (SQLState " + failure.getSQLState() + ")");
            }
            next = failure.getNextException();
        }
        return Optional.empty();
    }

    /** What the driver itself does not support never reached the server; a server that says 0A000 has a stale plan. */
    private static boolean isFatal(SQLException failure) {
        String state = failure.getSQLState();
        if (failure instanceof SQLFeatureNotSupportedException) {
            return false;
        }
        return failure instanceof SQLRecoverableException
                || (state != null && (state.startsWith("08") || FATAL_STATES.contains(state)))
                || FATAL_CODES.contains(failure.getErrorCode());
    }
}
