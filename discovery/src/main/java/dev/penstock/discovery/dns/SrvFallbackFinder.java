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
 * Finds the targets of SRV records, or the addresses of a host while there are no such records. Not thread-safe.
 *
 * <p>Which of both it is changes by answers only. A question that nobody answered leaves it as it was, so that a name
 * server that is slow at times does not make a service change places (as cueball#116 did). And once there were SRV
 * records it is settled for good: that they are gone is then a reason to keep the last good set.
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
        FinderResult found = hostsInstead(deadline, none);
        return none.failure().negative() ? found : withDoubt(found, none.failure());
    }

    private FinderResult hostsInstead(Deadline deadline, DiscoveryException none)
            throws DiscoveryException, InterruptedException {
        try {
            return hosts.find(deadline);
        } catch (DiscoveryException e) {
            DiscoveryFailure both = new DiscoveryFailure(
                    e.failure().kind(),
                    none.failure().message() + "; instead: " + e.failure().message());
            throw new DiscoveryException(both, leastOf(none, e));
        }
    }

    private static Optional<Duration> leastOf(DiscoveryException one, DiscoveryException other) {
        return one.ttl().flatMap(held -> other.ttl().map(its -> Ttls.least(held, its)));
    }

    private static FinderResult withDoubt(FinderResult found, DiscoveryFailure failure) {
        List<DiscoveryFailure> all = new ArrayList<>(List.of(failure));
        found.failure().ifPresent(all::add);
        return new FinderResult(
                found.backends(),
                found.ttl(),
                found.source(),
                found.partlyStale(),
                Optional.of(DnsTexts.joined(all)),
                found.provenance());
    }
}
