package dev.penstock.discovery;

import dev.penstock.discovery.DiscoveryFailure.Kind;
import dev.penstock.waits.NanoClock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    private final HostFile file;
    private final HostLookup names;
    private final RefreshPolicy policy;
    private final NanoClock clock;

    private HostFile.@Nullable Look taken;
    private HostFile.@Nullable Look seen;
    /** Finds the hosts of what was taken; null where that cannot be used. */
    private @Nullable BackendFinder hosts;

    private Outcome last = new Outcome.Failure(new DiscoveryFailure(Kind.OTHER, "nothing was looked at"));
    private long lookUpAt;

    FileFinder(HostFile file, HostLookup names, RefreshPolicy policy, NanoClock clock) {
        this.file = file;
        this.names = names;
        this.policy = policy;
        this.clock = clock;
    }

    @Override
    public Found find(Deadline deadline) throws DiscoveryException, InterruptedException {
        HostFile.Look now = file.look();
        boolean fresh = !now.equals(taken) && (taken == null || now.equals(seen));
        seen = now;
        if (fresh) {
            taken = now;
            take(now);
        }
        BackendFinder finder = hosts;
        if (finder != null && (fresh || clock.nanoTime() - lookUpAt >= 0)) {
            lookUp(finder, deadline);
        }
        if (last instanceof Outcome.Success success) {
            return success.found();
        }
        throw new DiscoveryException(((Outcome.Failure) last).failure());
    }

    private void take(HostFile.Look look) {
        hosts = null;
        try {
            List<HostAndPort> listed = file.hosts(look);
            boolean literal = listed.stream().allMatch(host -> host.literal().isPresent());
            hosts = literal ? deadline -> found(listed) : names.finder(listed);
        } catch (DiscoveryException e) {
            last = new Outcome.Failure(e.failure());
        }
    }

    private Found found(List<HostAndPort> listed) {
        List<Backend> backends = new ArrayList<>();
        for (HostAndPort host : listed) {
            InetAddress address = host.literal().orElseThrow();
            backends.add(Backend.of(host.host(), address, host.port()));
        }
        return Found.of(backends, INTERVAL, file.file().toString());
    }

    private void lookUp(BackendFinder finder, Deadline deadline) throws InterruptedException {
        Duration holds = policy.minTtl();
        try {
            Found found = finder.find(deadline);
            holds = found.failure().isPresent() || found.ttl().compareTo(holds) < 0 ? holds : found.ttl();
            last = new Outcome.Success(new Found(
                    found.backends(), INTERVAL, found.source(), found.partlyStale(), found.failure(), found.said()));
        } catch (DiscoveryException e) {
            last = new Outcome.Failure(e.failure(), Optional.empty());
        }
        Duration most = policy.maxTtl();
        lookUpAt = clock.nanoTime() + (holds.compareTo(most) < 0 ? holds : most).toNanos();
    }
}
