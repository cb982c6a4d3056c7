package dev.penstock.pool;

import dev.penstock.backends.Connector;
import dev.penstock.discovery.Backend;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A connector whose exceptions, which end in reports and logs, quote no secret. Drivers do: pgjdbc quotes a URL it
 * cannot read.
 */
final class DiscreetConnector implements Connector {
    private static final int MAX_CHAIN = 16;

    private final Connector connector;
    private final Secrets secrets;

    DiscreetConnector(Connector connector, Secrets secrets) {
        this.connector = connector;
        this.secrets = secrets;
    }

    /** A call of the connector. */
    @FunctionalInterface
    private interface Call<T> {
        T run() throws SQLException;
    }

    @Override
    public Connection connect(Backend backend, Duration timeout) throws SQLException {
        return discreetly(() -> connector.connect(backend, timeout));
    }

    @Override
    public boolean isValid(Connection connection, Duration timeout) throws SQLException {
        return discreetly(() -> connector.isValid(connection, timeout));
    }

    @Override
    public void probe(Backend backend, Duration timeout) throws SQLException {
        discreetly(() -> {
            connector.probe(backend, timeout);
            return true;
        });
    }

    @Override
    public void close(Connection connection) throws SQLException {
        discreetly(() -> {
            connector.close(connection);
            return true;
        });
    }

    private <T> T discreetly(Call<T> call) throws SQLException {
        try {
            return call.run();
        } catch (SQLException e) {
            if (tells(e)) {
                throw hidden(e, e.getSQLState(), e.getErrorCode());
            }
            throw e;
        } catch (RuntimeException e) {
            if (tells(e)) {
                throw hidden(e, null, 0);
            }
            throw e;
        }
    }

    private boolean tells(Throwable thrown) {
        Throwable next = thrown;
        for (int i = 0; next != null && i < MAX_CHAIN; i++) {
            String text = String.valueOf(next.getMessage());
            if (!secrets.hide(text).equals(text)) {
                return true;
            }
            next = next.getCause();
        }
        return false;
    }

    /** The same without its causes, which say the same. */
    private SQLException hidden(Exception thrown, @Nullable String state, int code) {
        SQLException hidden = new SQLException(secrets.hide(String.valueOf(thrown.getMessage())), state, code);
        hidden.setStackTrace(thrown.getStackTrace());
        return hidden;
    }
}
