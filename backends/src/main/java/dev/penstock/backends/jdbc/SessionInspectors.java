package dev.penstock.backends.jdbc;

import java.sql.Connection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The inspectors of one pool's sessions, found by the class of the driver's connection. Thread-safe.
 *
 * <p>A pool keeps its own, because a static cache would keep a driver's class loader after the pool.
 */
public final class SessionInspectors {
    /** The class that was asked for last. The connections of a pool have one class. */
    private volatile @Nullable Known last;

    private record Known(Class<?> type, SessionInspector inspector) {}

    /** Creates the inspectors of a pool. */
    public SessionInspectors() {}

    /** The inspector of that connection. Does not throw. */
    public SessionInspector of(Connection connection) {
        Known known = last;
        if (known == null || known.type != connection.getClass()) {
            known = new Known(connection.getClass(), find(connection));
            last = known;
        }
        return known.inspector;
    }

    private static SessionInspector find(Connection connection) {
        Optional<SessionInspector> postgres = PostgresInspector.find(connection);
        return postgres.orElseGet(
                () -> new PlainInspector(isBounded(connection.getClass().getName())));
    }

    /** These drivers wait for their server in reads of the socket alone, and apply the network timeout to each. */
    private static boolean isBounded(String driver) {
        return driver.startsWith("com.mysql.cj.") || driver.startsWith("org.mariadb.jdbc.");
    }
}
