package dev.penstock.pool;

import dev.penstock.backends.Connector;
import dev.penstock.backends.RoleReading;
import dev.penstock.backends.jdbc.GenericDialect;
import dev.penstock.backends.jdbc.JdbcConnector;
import dev.penstock.backends.jdbc.SessionDefaults;
import dev.penstock.discovery.Backend;
import dev.penstock.discovery.BackendId;
import dev.penstock.lab.Loopback;
import dev.penstock.lab.jdbc.StubDatabase;
import dev.penstock.lab.jdbc.StubDriver;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Connections of the stub driver to servers whose roles are the test's choice. */
final class RoledConnector implements Connector {
    private final Connector stub;
    private final Map<Connection, BackendId> servers = Collections.synchronizedMap(new IdentityHashMap<>());
    private final Map<BackendId, RoleReading> roles = new ConcurrentHashMap<>();
    private final Map<BackendId, AtomicInteger> asked = new ConcurrentHashMap<>();

    RoledConnector(StubDatabase database) {
        stub = new JdbcConnector(
                new StubDriver(),
                new GenericDialect(database.jdbcUrl()),
                new Properties(),
                SessionDefaults.standard(),
                Optional.empty());
    }

    static Backend backend(int number) {
        return Backend.of("db-" + number + ".test", Loopback.address(number + 1), 5432);
    }

    void primary(int number, long timeline) {
        roles.put(backend(number).id(), new RoleReading(true, "db", timeline));
    }

    void secondary(int number) {
        roles.put(backend(number).id(), new RoleReading(false, "db", 0));
    }

    /** How often the server was asked for its role. */
    int asked(int number) {
        AtomicInteger times = asked.get(backend(number).id());
        return times == null ? 0 : times.get();
    }

    @Override
    public Connection connect(Backend backend, Duration timeout) throws SQLException {
        Connection connection = stub.connect(backend, timeout);
        servers.put(connection, backend.id());
        return connection;
    }

    @Override
    public boolean isValid(Connection connection, Duration timeout) throws SQLException {
        return stub.isValid(connection, timeout);
    }

    @Override
    public Optional<RoleReading> role(Connection connection, Duration timeout) {
        BackendId server = Objects.requireNonNull(servers.get(connection), "made here");
        asked.computeIfAbsent(server, id -> new AtomicInteger()).incrementAndGet();
        return Optional.ofNullable(roles.get(server));
    }

    @Override
    public void probe(Backend backend, Duration timeout) throws SQLException {
        stub.probe(backend, timeout);
    }

    @Override
    public void close(Connection connection) throws SQLException {
        servers.remove(connection);
        stub.close(connection);
    }
}
