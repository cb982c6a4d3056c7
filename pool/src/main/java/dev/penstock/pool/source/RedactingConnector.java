package dev.penstock.pool.source;

import dev.penstock.backends.Connector;
import dev.penstock.backends.RoleReading;
import dev.penstock.discovery.Backend;
import dev.penstock.waits.text.ForeignText;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A connector whose exceptions contain no secret, because they appear in reports and logs. Exceptions of drivers may
 * contain secrets: pgjdbc quotes a URL that it cannot read.
 */
public final class RedactingConnector implements Connector {
    private static final int MAX_CHAIN = 16;

    private final Connector connector;
    private final Supplier<Secrets> secrets;

    /**
     * Creates a connector.
     *
     * @param connector makes the connections
     * @param secrets the secrets at this moment; called for each exception
     */
    public RedactingConnector(Connector connector, Supplier<Secrets> secrets) {
        this.connector = connector;
        this.secrets = secrets;
    }

    /** A call of the wrapped connector. */
    @FunctionalInterface
    private interface Call<T> {
        T run() throws SQLException;
    }

    @Override
    public Connection connect(Backend backend, Duration timeout) throws SQLException {
        return redacting(() -> connector.connect(backend, timeout));
    }

    @Override
    public boolean isValid(Connection connection, Duration timeout) throws SQLException {
        return redacting(() -> connector.isValid(connection, timeout));
    }

    @Override
    public void probe(Backend backend, Duration timeout) throws SQLException {
        redacting(() -> {
            connector.probe(backend, timeout);
            return true;
        });
    }

    @Override
    public Optional<RoleReading> role(Connection connection, Duration timeout) throws SQLException {
        return redacting(() -> connector.role(connection, timeout));
    }

    @Override
    public void close(Connection connection) throws SQLException {
        redacting(() -> {
            connector.close(connection);
            return true;
        });
    }

    private <T> T redacting(Call<T> call) throws SQLException {
        try {
            return call.run();
        } catch (SQLException | RuntimeException | LinkageError | AssertionError e) {
            Secrets known = secrets.get();
            if (contains(e, known)) {
                throw redacted(e, known);
            }
            throw e;
        }
    }

    /** Whether any exception that a log prints with this one contains a secret, or is too long to know. */
    private static boolean contains(Throwable thrown, Secrets secrets) {
        Deque<Throwable> open = new ArrayDeque<>(List.of(thrown));
        for (int i = 0; !open.isEmpty(); i++) {
            Throwable next = open.remove();
            String text = String.valueOf(next.getMessage());
            if (i == MAX_CHAIN || !secrets.redact(text).equals(text)) {
                return true;
            }
            addOthers(next, open);
        }
        return false;
    }

    private static void addOthers(Throwable thrown, Deque<Throwable> open) {
        open.addAll(List.of(thrown.getSuppressed()));
        if (thrown.getCause() != null) {
            open.add(thrown.getCause());
        }
        if (thrown instanceof SQLException failure && failure.getNextException() != null) {
            open.add(failure.getNextException());
        }
    }

    /** An exception with those causes alone that have no secret in them: causes usually repeat the message. */
    private static SQLException redacted(Throwable thrown, Secrets secrets) {
        String message = ForeignText.line(secrets.redact(String.valueOf(thrown.getMessage())));
        SQLException redacted = thrown instanceof SQLException failure
                ? new SQLException(message, failure.getSQLState(), failure.getErrorCode())
                : new SQLException(thrown.getClass().getName() + ": " + message);
        redacted.setStackTrace(thrown.getStackTrace());
        Throwable cause = thrown.getCause();
        for (int i = 0; cause != null && contains(cause, secrets) && i < MAX_CHAIN; i++) {
            cause = cause.getCause();
        }
        if (cause != null && !contains(cause, secrets)) {
            redacted.initCause(cause);
        }
        return redacted;
    }
}
