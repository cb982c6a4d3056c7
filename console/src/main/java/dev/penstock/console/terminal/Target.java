package dev.penstock.console.terminal;

import dev.penstock.console.source.StatsSources;
import dev.penstock.console.sql.Limits;
import dev.penstock.console.sql.StatsDataSource;
import java.io.IOException;
import java.sql.SQLException;

/**
 * A target and SQL over its pools. Not thread-safe.
 *
 * @param sources the connection to the target
 * @param stats SQL over its pools
 */
record Target(StatsSources sources, StatsDataSource stats) implements AutoCloseable {
    /**
     * Opens a target.
     *
     * @param name a process ID, the URL of a console, or a URL that begins with {@code service:jmx:}
     * @throws IOException if that fails; the message says why, and what to do
     */
    static Target open(String name) throws IOException {
        StatsSources sources = StatsSources.of(name);
        try {
            return new Target(sources, StatsDataSource.of(sources.pools(), Limits.DEFAULT));
        } catch (SQLException e) {
            sources.close();
            throw new IOException("SQL cannot be started: " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            sources.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        stats.close();
        sources.close();
    }
}
