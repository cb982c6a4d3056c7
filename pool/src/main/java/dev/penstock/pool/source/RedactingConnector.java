package dev.penstock.pool.source;

import dev.penstock.backends.Connector;
import dev.penstock.backends.RoleReading;
import dev.penstock.discovery.Backend;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * A connector whose exceptions contain no secret and can be printed, because they appear in reports and logs.
 * Exceptions of drivers may contain secrets: pgjdbc quotes a URL that it cannot read.
 */
public final class RedactingConnector implements Connector {
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
    public OptionalInt serverProcess(Connection connection) {
        return connector.serverProcess(connection);
    }

    @Override
    public void close(Connection connection) throws SQLException {
        redacting(() -> {
            connector.close(connection);
            return true;
        });
    }

    @Override
    public String withoutSecrets(String text) {
        return secrets.get().redact(connector.withoutSecrets(text));
    }

    private <T> T redacting(Call<T> call) throws SQLException {
        try {
            return call.run();
        } catch (Throwable e) {
            SecretFilter filter = new SecretFilter(secrets.get());
            if (filter.finds(e)) {
                throw filter.redacted(e);
            }
            throw e;
        }
    }
}
