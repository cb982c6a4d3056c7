package dev.penstock.backends.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Opens sessions: a driver, or a data source that has its own server. Implementations are thread-safe. */
@FunctionalInterface
public interface SessionFactory {
    /**
     * Opens a session; null if the URL is for another driver.
     *
     * @param url the URL that the {@link Dialect} made
     * @param properties user, password and settings
     * @throws SQLException if that failed
     */
    @Nullable
    Connection open(String url, Properties properties) throws SQLException;
}
