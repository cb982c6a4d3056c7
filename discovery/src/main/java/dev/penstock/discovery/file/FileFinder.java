package dev.penstock.discovery.file;

import dev.penstock.discovery.Backend;
import dev.penstock.discovery.BackendFinder;
import dev.penstock.discovery.Deadline;
import dev.penstock.discovery.DiscoveryException;
import dev.penstock.discovery.DiscoveryFailure;
import dev.penstock.discovery.DiscoveryFailure.Kind;
import dev.penstock.discovery.FinderResult;
import dev.penstock.discovery.HostAndPort;
import dev.penstock.discovery.RefreshPolicy;
import dev.penstock.discovery.names.HostNames;
import dev.penstock.waits.NanoClock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A finder of backends in a file. Not thread-safe.
 *
 * <p>The first read is accepted at once. A later change, a removal included, is accepted if two consecutive reads are
 * equal. Therefore a half-written file has no effect, and neither has the moment in which an editor replaces the file.
 * Host names are looked up again when their TTL is over, not at each read.
 */
final class FileFinder implements BackendFinder {
    /** The least time between two reads. */
    static final Duration INTERVAL = Duration.ofMillis(500);

    private final BackendFile file;
    private final HostFinderFactory finders;
    private final RefreshPolicy policy;
    private final NanoClock clock;

    private BackendFile.@Nullable Content accepted;
    private BackendFile.@Nullable Content lastRead;
    /** The hosts of the newest accepted content that is valid. */
    private List<HostAndPort> hosts = List.of();
    /** Finds the backends of {@link #hosts}; null if the accepted content is invalid. */
    private @Nullable BackendFinder hostFinder;
    /** The newest result, also if the hosts have changed since. */
    private @Nullable FinderResult lastGood;

    /** The result of the newest lookup; null if it failed. */
    private @Nullable FinderResult result;
    /** The reason if there is no result. */
    private DiscoveryFailure failure = new DiscoveryFailure(Kind.OTHER, "the file has not been read yet");

    private long nextLookupNanos;

    FileFinder(BackendFile file, HostFinderFactory finders, RefreshPolicy policy, NanoClock clock) {
        this.file = file;
        this.finders = finders;
        this.policy = policy;
        this.clock = clock;
    }

    @Override
    public FinderResult find(Deadline deadline) throws DiscoveryException, InterruptedException {
        BackendFile.Content now = file.read();
        boolean accept = !now.equals(accepted) && (accepted == null || now.equals(lastRead));
        lastRead = now;
        if (accept) {
            accepted = now;
            nextLookupNanos = clock.nanoTime();
            accept(now);
        }
        BackendFinder finder = hostFinder;
        if (finder != null && clock.nanoTime() - nextLookupNanos >= 0) {
            lookUp(finder, deadline);
        }
        FinderResult found = result;
        if (found == null) {
            throw new DiscoveryException(failure);
        }
        return found;
    }

    private void accept(BackendFile.Content content) {
        hostFinder = null;
        try {
            hosts = file.hosts(content);
            boolean addressesOnly =
                    hosts.stream().allMatch(host -> host.literal().isPresent());
            hostFinder = addressesOnly ? deadline -> literals() : finders.create(hosts);
        } catch (DiscoveryException e) {
            fail(e);
        }
    }

    private FinderResult literals() {
        List<Backend> backends = new ArrayList<>();
        for (HostAndPort host : hosts) {
            InetAddress address = host.literal().orElseThrow();
            backends.add(Backend.of(host.host(), address, host.port()));
        }
        return FinderResult.of(backends, INTERVAL, file.path().toString());
    }

    private void lookUp(BackendFinder finder, Deadline deadline) throws InterruptedException {
        Duration ttl = policy.minTtl();
        try {
            FinderResult found = withLastGood(finder.find(deadline));
            lastGood = found;
            ttl = found.failure().isPresent() || found.ttl().compareTo(ttl) < 0 ? ttl : found.ttl();
            result = new FinderResult(
                    found.backends(),
                    INTERVAL,
                    found.source(),
                    found.partlyStale(),
                    found.failure(),
                    found.provenance());
        } catch (DiscoveryException e) {
            fail(e);
        }
        Duration max = policy.maxTtl();
        nextLookupNanos = clock.nanoTime() + (ttl.compareTo(max) < 0 ? ttl : max).toNanos();
    }

    private void fail(DiscoveryException thrown) {
        result = null;
        failure = thrown.failure();
    }

    /**
     * Adds the last good backends of each host that cannot be looked up now. The host finder is new after each change
     * of the file and does not know them.
     */
    private FinderResult withLastGood(FinderResult found) {
        FinderResult before = lastGood;
        if (before == null || found.failure().isEmpty()) {
            return found;
        }
        Set<String> missing = new HashSet<>();
        hosts.forEach(host -> missing.add(key(host.host(), host.port())));
        found.backends().forEach(backend -> missing.remove(key(backend.name(), backend.port())));
        List<Backend> all = new ArrayList<>(found.backends());
        before.backends().stream()
                .filter(backend -> missing.contains(key(backend.name(), backend.port())))
                .filter(backend ->
                        found.backends().stream().noneMatch(each -> each.id().equals(backend.id())))
                .forEach(all::add);
        return all.size() == found.backends().size()
                ? found
                : new FinderResult(all, found.ttl(), found.source(), true, found.failure(), found.provenance());
    }

    private static String key(String name, int port) {
        return HostNames.withoutTrailingDot(name) + ":" + port;
    }
}
