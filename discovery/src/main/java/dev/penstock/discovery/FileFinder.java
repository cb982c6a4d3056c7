package dev.penstock.discovery;

import dev.penstock.discovery.DiscoveryFailure.Kind;
import dev.penstock.waits.NanoClock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds backends in a file. Not thread-safe.
 *
 * <p>What is there at the first look is taken; a change, or that the file is gone, is taken once a second look finds
 * the same. So neither a file that is being written is believed, nor one that an editor has taken away for an instant
 * to put another in its place. Names among the hosts are looked up again when their time to live is over, not at each
 * look.
 */
final class FileFinder implements BackendFinder {
    /** The time between two looks, or a little more. */
    static final Duration INTERVAL = Duration.ofMillis(500);

    private final BackendFile file;
    private final HostFinderFactory names;
    private final RefreshPolicy policy;
    private final NanoClock clock;

    private BackendFile.@Nullable Content taken;
    private BackendFile.@Nullable Content seen;
    /** What was taken, where that can be used. */
    private List<HostAndPort> listed = List.of();
    /** What was found last, whatever was listed then. */
    private @Nullable FinderResult good;
    /** Finds the hosts of what was taken; null where that cannot be used. */
    private @Nullable BackendFinder hosts;

    private Outcome last = new Outcome.Failure(new DiscoveryFailure(Kind.OTHER, "nothing was looked at"));
    private long lookUpAt;

    FileFinder(BackendFile file, HostFinderFactory names, RefreshPolicy policy, NanoClock clock) {
        this.file = file;
        this.names = names;
        this.policy = policy;
        this.clock = clock;
    }

    @Override
    public FinderResult find(Deadline deadline) throws DiscoveryException, InterruptedException {
        BackendFile.Content now = file.look();
        boolean fresh = !now.equals(taken) && (taken == null || now.equals(seen));
        seen = now;
        if (fresh) {
            taken = now;
            lookUpAt = clock.nanoTime();
            take(now);
        }
        BackendFinder finder = hosts;
        if (finder != null && clock.nanoTime() - lookUpAt >= 0) {
            lookUp(finder, deadline);
        }
        if (last instanceof Outcome.Success success) {
            return success.found();
        }
        throw new DiscoveryException(((Outcome.Failure) last).failure());
    }

    private void take(BackendFile.Content look) {
        hosts = null;
        try {
            listed = file.hosts(look);
            boolean literal = listed.stream().allMatch(host -> host.literal().isPresent());
            hosts = literal ? deadline -> found() : names.finder(listed);
        } catch (DiscoveryException e) {
            last = new Outcome.Failure(e.failure());
        }
    }

    private FinderResult found() {
        List<Backend> backends = new ArrayList<>();
        for (HostAndPort host : listed) {
            InetAddress address = host.literal().orElseThrow();
            backends.add(Backend.of(host.host(), address, host.port()));
        }
        return FinderResult.of(backends, INTERVAL, file.file().toString());
    }

    private void lookUp(BackendFinder finder, Deadline deadline) throws InterruptedException {
        Duration holds = policy.minTtl();
        try {
            FinderResult found = withKept(finder.find(deadline));
            good = found;
            holds = found.failure().isPresent() || found.ttl().compareTo(holds) < 0 ? holds : found.ttl();
            last = new Outcome.Success(new FinderResult(
                    found.backends(),
                    INTERVAL,
                    found.source(),
                    found.partlyStale(),
                    found.failure(),
                    found.provenance()));
        } catch (DiscoveryException e) {
            last = new Outcome.Failure(e.failure(), Optional.empty());
        }
        Duration most = policy.maxTtl();
        lookUpAt = clock.nanoTime() + (holds.compareTo(most) < 0 ? holds : most).toNanos();
    }

    /** With the last backends of each host that cannot be looked up now: the finder knows none from an earlier file. */
    private FinderResult withKept(FinderResult found) {
        FinderResult before = good;
        if (before == null || found.failure().isEmpty()) {
            return found;
        }
        Set<String> missing = new HashSet<>();
        listed.forEach(host -> missing.add(hostOf(host.host(), host.port())));
        found.backends().forEach(backend -> missing.remove(hostOf(backend.name(), backend.port())));
        List<Backend> all = new ArrayList<>(found.backends());
        before.backends().stream()
                .filter(backend -> missing.contains(hostOf(backend.name(), backend.port())))
                .filter(backend ->
                        found.backends().stream().noneMatch(each -> each.id().equals(backend.id())))
                .forEach(all::add);
        return all.size() == found.backends().size()
                ? found
                : new FinderResult(all, found.ttl(), found.source(), true, found.failure(), found.provenance());
    }

    private static String hostOf(String name, int port) {
        return (name.endsWith(".") ? name.substring(0, name.length() - 1) : name) + ":" + port;
    }
}
