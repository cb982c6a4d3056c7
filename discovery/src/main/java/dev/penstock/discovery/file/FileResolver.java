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
 * A resolver of backends that are listed in a file, one {@code host:port} a line, which is watched for changes.
 * Thread-safe.
 *
 * <p>What follows a {@code #} is a comment, and lines may be empty; a line without a port has the default port, and an
 * IPv6 address with a port stands in brackets. The last line ends with a line break too: one that does not may be half
 * of a line. A file that is wrong anywhere, is empty or is not there is not believed: the last good backends are kept,
 * and {@link BackendSet#failure()} says what is wrong in which line.
 *
 * <p>The file is looked at twice a second, by a path that is followed anew each time; so it may be changed in place,
 * replaced, or be a symbolic link that is changed. A change is believed once two looks have found the same. Whoever
 * takes longer than that to write it writes another file and renames it.
 */
public final class FileResolver implements Resolver {
    private static final Duration RARELY = FileFinder.INTERVAL.multipliedBy(2);

    private final PollingResolver resolver;

    /**
     * Creates a resolver; starts nothing and reads nothing.
     *
     * @param file the path of the file, which need not exist yet
     * @param defaultPort the port of lines without one
     * @param names how names in the file are looked up
     * @param policy for how long what was looked up holds, and the last good backends are kept
     */
    public FileResolver(
            ServiceName service,
            Path file,
            int defaultPort,
            HostFinderFactory names,
            RefreshPolicy policy,
            DiscoveryContext context) {
        FileFinder finder = new FileFinder(new BackendFile(file, defaultPort), names, policy, context.clock());
        RefreshPolicy looks = policy.withTtl(FileFinder.INTERVAL, RARELY).withBackoff(FileFinder.INTERVAL, RARELY);
        resolver = new PollingResolver(service, finder, looks, context);
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
