package dev.penstock.pool.source;

import dev.penstock.backends.Connector;
import dev.penstock.backends.RoleReading;
import dev.penstock.discovery.Backend;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connector whose exceptions, which end in reports and logs, quote no secret. Drivers do: pgjdbc quotes a URL it
 * cannot read.
 */
public final class RedactingConnector implements Connector {
    private static final int MAX_CHAIN = 16;

    private final Connector connector;
    private final Supplier<Secrets> hidden;

    public RedactingConnector(Connector connector, Supplier<Secrets> hidden) {
        this.connector = connector;
        this.hidden = hidden;
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
    public Optional<RoleReading> role(Connection connection, Duration timeout) throws SQLException {
        return discreetly(() -> connector.role(connection, timeout));
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
            Secrets secrets = hidden.get();
            if (tells(e, secrets)) {
                throw discreet(e, e.getSQLState(), e.getErrorCode(), secrets);
            }
            throw e;
        } catch (RuntimeException e) {
            Secrets secrets = hidden.get();
            if (tells(e, secrets)) {
                throw discreet(e, null, 0, secrets);
            }
            throw e;
        }
    }

    private static boolean tells(Throwable thrown, Secrets secrets) {
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
    private static SQLException discreet(Exception thrown, @Nullable String state, int code, Secrets secrets) {
        SQLException hidden = new SQLException(secrets.hide(String.valueOf(thrown.getMessage())), state, code);
        hidden.setStackTrace(thrown.getStackTrace());
        return hidden;
    }
}
