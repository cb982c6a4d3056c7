package dev.penstock.discovery.file;

import dev.penstock.discovery.BackendListener;
import dev.penstock.discovery.BackendSet;
import dev.penstock.discovery.DiscoveryContext;
import dev.penstock.discovery.PollingResolver;
import dev.penstock.discovery.RefreshPolicy;
import dev.penstock.discovery.Resolver;
import dev.penstock.discovery.ServiceName;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A resolver of the backends in a file, which it follows. Thread-safe.
 *
 * <p>The file has one {@code host:port} per line. A line without a port has the default port; an IPv6 address with a
 * port needs brackets. The text after a {@code #} is a comment, and lines may be empty. The last line must end with a
 * line break, because a line without one may be half-written. If the file has an invalid line, lists no host or does
 * not exist, the last good backends are kept; {@link BackendSet#failure()} names the line and the reason.
 *
 * <p>The file is read twice a second, and its path is followed anew each time. Therefore it may be changed in place,
 * replaced, or reached by a symbolic link that changes. A change is accepted if two consecutive reads are equal. A
 * writer that needs more time writes another file and renames it.
 */
public final class FileResolver implements Resolver {
    private static final Duration MAX_INTERVAL = FileFinder.INTERVAL.multipliedBy(2);

    private final PollingResolver resolver;

    /**
     * Creates a resolver; starts nothing and reads nothing.
     *
     * @param file the path of the file, which need not exist yet
     * @param defaultPort the port of lines without a port
     * @param finders the factory of finders for host names in the file
     * @param policy the TTL limits of host names, and how long the last good backends are kept
     */
    public FileResolver(
            ServiceName service,
            Path file,
            int defaultPort,
            HostFinderFactory finders,
            RefreshPolicy policy,
            DiscoveryContext context) {
        FileFinder finder = new FileFinder(new BackendFile(file, defaultPort), finders, policy, context.clock());
        RefreshPolicy reads =
                policy.withTtl(FileFinder.INTERVAL, MAX_INTERVAL).withBackoff(FileFinder.INTERVAL, MAX_INTERVAL);
        resolver = new PollingResolver(service, finder, reads, context);
    }

    @Override
    public ServiceName service() {
        return resolver.service();
    }

    @Override
    public void start(BackendListener listener) {
        resolver.start(listener);
    }

    @Override
    public BackendSet current() {
        return resolver.current();
    }

    @Override
    public void refresh() {
        resolver.refresh();
    }

    @Override
    public void close() {
        resolver.close();
    }
}
