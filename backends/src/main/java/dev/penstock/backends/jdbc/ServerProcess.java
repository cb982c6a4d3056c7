package dev.penstock.backends.jdbc;

import java.sql.Connection;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Reads the number of the server process or connection that serves a session. The driver knows it since the login, so
 * that no round trip is needed. Drivers are no dependency of this library, and are asked by reflection.
 */
final class ServerProcess {
    private static final List<Source> SOURCES = List.of(
            new Source("org.postgresql.PGConnection", "getBackendPID"),
            new Source("org.mariadb.jdbc.Connection", "getThreadId"),
            new Source("com.mysql.cj.jdbc.JdbcConnection", "getId"));

    private ServerProcess() {}

    /** A driver's own type of connections, and the method that returns the number. */
    private record Source(String type, String method) {
        /** The number; empty if the connection is of another driver, or if the driver does not tell it. */
        OptionalInt tryRead(Connection connection) {
            try {
                return read(connection);
            } catch (Throwable e) {
                return OptionalInt.empty(); // the number is a convenience
            }
        }

        private OptionalInt read(Connection connection) throws ReflectiveOperationException {
            Class<?> type = find(connection.getClass(), type());
            if (type == null) {
                return OptionalInt.empty();
            }
            Object number = type.getMethod(method()).invoke(connection);
            boolean fits = number instanceof Number read && read.intValue() == read.longValue();
            return fits ? OptionalInt.of(((Number) number).intValue()) : OptionalInt.empty();
        }
    }

    /** The class or interface of that name among {@code from} and its supertypes; null if there is none. */
    private static @Nullable Class<?> find(Class<?> from, String name) {
        if (from.getName().equals(name)) {
            return from;
        }
        for (Class<?> implemented : from.getInterfaces()) {
            Class<?> found = find(implemented, name);
            if (found != null) {
                return found;
            }
        }
        Class<?> parent = from.getSuperclass();
        return parent == null ? null : find(parent, name);
    }

    /** The number; empty if the driver is not known or does not tell it. Does not throw. */
    static OptionalInt of(Connection connection) {
        for (Source source : SOURCES) {
            OptionalInt number = source.tryRead(connection);
            if (number.isPresent()) {
                return number;
            }
        }
        return OptionalInt.empty();
    }
}
