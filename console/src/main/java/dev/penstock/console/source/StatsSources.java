package dev.penstock.console.source;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The pools of one target: of a process of this machine, of a process with remote JMX, of a console over HTTP, or of a
 * bundle. Thread-safe. Close it after use; the pools go on.
 */
public final class StatsSources implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final List<StatsSource> pools;
    private final @Nullable JvmProcess process;

    private StatsSources(List<StatsSource> pools, @Nullable JvmProcess process) {
        this.pools = List.copyOf(pools);
        this.process = process;
    }

    /**
     * The pools of a target. The token of a console is that of the environment variable
     * {@code PENSTOCK_CONSOLE_TOKEN}.
     *
     * @param target a process ID, a URL that begins with {@code service:jmx:}, or the URL of a console, such as
     *     {@code http://127.0.0.1:8087}, or the file of a bundle, whose name ends with {@code .zip}
     * @throws IOException if there are none; the message says why, and what to do
     */
    public static StatsSources of(String target) throws IOException {
        return of(target, Optional.ofNullable(System.getenv(HttpConsole.TOKEN_VARIABLE)));
    }

    /**
     * The pools of a target.
     *
     * @param target as {@link #of(String)}
     * @param token the token of a console over HTTP
     * @throws IOException if there are none; the message says why, and what to do
     */
    public static StatsSources of(String target, Optional<String> token) throws IOException {
        String lower = target.toLowerCase(Locale.ROOT);
        if (lower.startsWith("http:") || lower.startsWith("https:")) {
            return new StatsSources(HttpConsole.at(target, token, LIMIT).pools(), null);
        }
        if (lower.endsWith(".zip")) {
            return new StatsSources(List.of(BundleFile.read(Path.of(target))), null);
        }
        if (!target.matches("[0-9]{1,18}") && !lower.startsWith("service:jmx:")) {
            throw new IOException("'" + target + "' is neither a process ID, nor the URL of a console"
                    + " (http://HOST:PORT), nor one that begins with service:jmx:, nor a bundle (FILE.zip):"
                    + " 'pools' lists the processes that have a pool");
        }
        JvmProcess process = lower.startsWith("service:jmx:")
                ? JvmProcess.connect(target)
                : JvmProcess.attach(Long.parseLong(target));
        try {
            return new StatsSources(process.pools(), process);
        } catch (IOException | RuntimeException | Error e) {
            process.close();
            throw e;
        }
    }

    /** The pools, by name. */
    public List<StatsSource> pools() {
        return pools;
    }

    /** Ends the connection to the target. */
    @Override
    public void close() throws IOException {
        pools.forEach(StatsSource::close);
        if (process != null) {
            process.close();
        }
    }
}
