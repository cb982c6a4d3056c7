package dev.penstock.console.terminal;

import dev.penstock.console.source.JvmProcess;
import dev.penstock.console.source.StatsSource;
import dev.penstock.console.sql.Limits;
import dev.penstock.console.sql.StatsDataSource;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/**
 * A process and SQL over its pools. Not thread-safe.
 *
 * @param process the connection to the process
 * @param stats SQL over its pools
 */
record Target(JvmProcess process, StatsDataSource stats) implements AutoCloseable {
    /**
     * Opens a process.
     *
     * @param name its ID, or a URL that begins with {@code service:jmx:}
     * @throws IOException if that fails; the message says why, and what to do
     */
    static Target open(String name) throws IOException {
        if (!name.matches("[0-9]+") && !name.startsWith("service:jmx:")) {
            throw new IOException("'" + name + "' is neither a process ID nor a URL that begins with service:jmx: —"
                    + " 'pools' lists the processes that have a pool");
        }
        JvmProcess process =
                name.startsWith("service:jmx:") ? JvmProcess.connect(name) : JvmProcess.attach(Long.parseLong(name));
        try {
            List<StatsSource> pools = process.pools();
            return new Target(process, StatsDataSource.of(pools, Limits.DEFAULT));
        } catch (SQLException e) {
            process.close();
            throw new IOException("SQL cannot be started: " + e.getMessage(), e);
        } catch (IOException | RuntimeException | Error e) {
            process.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        stats.close();
        process.close();
    }
}
