package dev.penstock.console.terminal;

import dev.penstock.console.source.JvmProcess;
import dev.penstock.console.source.StatsSource;
import dev.penstock.console.source.StatsSources;
import dev.penstock.console.sql.Limits;
import dev.penstock.console.sql.StatsDataSource;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** A process or a console, and SQL over its pools. Not thread-safe. */
final class Target implements AutoCloseable {
    private final StatsSources sources;
    private final StatsDataSource stats;

    private Target(StatsSources sources, StatsDataSource stats) {
        this.sources = sources;
        this.stats = stats;
    }

    /** Whether a word on the command line has the form of a target. */
    static boolean isTarget(String word) {
        return word.matches("[0-9]{1,18}|(?i:service:jmx|https?):\\S*|[^\n]*\\.(?i:zip)");
    }

    /**
     * Opens a target.
     *
     * @param name its ID, or a URL; empty for the only process of this user that has a pool
     * @throws Failure if that fails; the message says why, and what to do
     */
    static Target open(String name) throws Failure {
        try {
            return connect(name.isEmpty() ? only() : name);
        } catch (IOException | SQLException e) {
            throw new Failure(String.valueOf(e.getMessage()), ExitCode.UNREACHABLE, e);
        }
    }

    private static String only() throws Failure {
        List<JvmProcess.Listed> found = JvmProcess.list().stream()
                .filter(process -> !process.pools().isEmpty())
                .toList();
        if (found.isEmpty()) {
            throw new Failure(PoolsCommand.NONE, ExitCode.UNREACHABLE);
        }
        if (found.size() > 1) {
            throw new Failure(
                    "several processes have a pool: give the ID of one. "
                            + found.stream()
                                    .map(process -> process.pid() + " (" + process.description() + ")")
                                    .collect(Collectors.joining(", ")),
                    ExitCode.USAGE);
        }
        return Long.toString(found.get(0).pid());
    }

    private static Target connect(String name) throws IOException, SQLException {
        StatsSources sources = StatsSources.of(name);
        try {
            return new Target(sources, StatsDataSource.of(sources.pools(), Limits.DEFAULT));
        } catch (SQLException | RuntimeException | Error e) {
            sources.close();
            throw e;
        }
    }

    List<StatsSource> pools() {
        return sources.pools();
    }

    StatsDataSource stats() {
        return stats;
    }

    @Override
    public void close() {
        stats.close();
        try {
            sources.close();
        } catch (IOException e) {
            // The result has been written; the process may have ended.
        }
    }
}
