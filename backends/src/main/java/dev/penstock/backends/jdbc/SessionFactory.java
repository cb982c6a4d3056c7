package dev.penstock.backends.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Who opens sessions: a driver, or a data source that knows its own server. Implementations are thread-safe. */
@FunctionalInterface
public interface SessionFactory {
    /**
     * Opens a session; null where the URL is not meant for it.
     *
     * @param url where, as the {@link Dialect} says
     * @param told user, password and settings
     * @throws SQLException if that failed
     */
    @Nullable
    Connection open(String url, Properties told) throws SQLException;
}
