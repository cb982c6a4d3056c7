package dev.penstock.discovery.dns;

import dev.penstock.discovery.BackendFinder;
import dev.penstock.discovery.Deadline;
import dev.penstock.discovery.DiscoveryException;
import dev.penstock.discovery.DiscoveryFailure;
import dev.penstock.discovery.FinderResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A finder of the targets of SRV records, which uses a fallback host while there are no such records. Not thread-safe.
 *
 * <p>Only an answer changes the choice between targets and fallback. A question without an answer leaves it unchanged,
 * so that a name server that is slow at times does not make the backends flap (as in cueball#116). After the first SRV
 * record the fallback is never used again. If the records disappear then, the last good set is kept.
 */
final class SrvFallbackFinder implements BackendFinder {
    private final SrvTrackingFinder targets;
    private final BackendFinder hosts;
    private boolean withoutRecords;

    SrvFallbackFinder(SrvTrackingFinder targets, BackendFinder hosts) {
        this.targets = targets;
        this.hosts = hosts;
    }

    @Override
    public FinderResult find(Deadline deadline) throws DiscoveryException, InterruptedException {
        DiscoveryException none;
        try {
            return targets.find(deadline);
        } catch (DiscoveryException e) {
            none = e;
        }
        if (targets.srvRecordsSeen()) {
            throw none;
        }
        withoutRecords |= none.failure().negative();
        if (!withoutRecords) {
            throw none;
        }
        FinderResult found = findFallback(deadline, none);
        return none.failure().negative() ? found : withFailure(found, none.failure());
    }

    private FinderResult findFallback(Deadline deadline, DiscoveryException none)
            throws DiscoveryException, InterruptedException {
        try {
            return hosts.find(deadline);
        } catch (DiscoveryException e) {
            DiscoveryFailure both = new DiscoveryFailure(
                    e.failure().kind(),
                    none.failure().message() + "; the fallback failed too: "
                            + e.failure().message());
            throw new DiscoveryException(both, minTtl(none, e));
        }
    }

    private static Optional<Duration> minTtl(DiscoveryException one, DiscoveryException other) {
        return one.ttl().flatMap(ttl -> other.ttl().map(otherTtl -> Ttls.min(ttl, otherTtl)));
    }

    private static FinderResult withFailure(FinderResult found, DiscoveryFailure failure) {
        List<DiscoveryFailure> all = new ArrayList<>(List.of(failure));
        found.failure().ifPresent(all::add);
        return new FinderResult(
                found.backends(),
                found.ttl(),
                found.source(),
                found.partlyStale(),
                Optional.of(DnsFailures.joined(all)),
                found.provenance());
    }
}
