package dev.penstock.discovery;

import dev.penstock.discovery.DiscoveryFailure.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides what a resolution makes of the set that was known before. Pure. */
final class BackendSetMerger {
    private final RefreshPolicy policy;

    BackendSetMerger(RefreshPolicy policy) {
        this.policy = policy;
    }

    /**
     * The set after a resolution. It has the version of {@code known} if it says the same, else the next.
     *
     * @param nowNanos the end of the resolution
     */
    BackendSet after(BackendSet known, Outcome outcome, long nowNanos) {
        BackendSet merged = outcome instanceof Outcome.Success success
                ? found(known, success.found(), nowNanos)
                : failed(known, ((Outcome.Failure) outcome).failure(), nowNanos);
        return merged.saysTheSameAs(known) && known.version() > 0 ? withVersion(merged, known.version()) : merged;
    }

    /** A backend that the answer keeps from an earlier one is as old as that, and dropped with its age. */
    private BackendSet found(BackendSet known, FinderResult found, long nowNanos) {
        Map<FinderResult.Provenance, Origin> fresh = new HashMap<>();
        Kept all = new Kept(new ArrayList<>(), new HashMap<>());
        boolean stale = false;
        for (Backend backend : found.backends()) {
            FinderResult.Provenance provenance = found.provenance().get(backend.id());
            if (provenance != null) {
                all.add(
                        backend,
                        fresh.computeIfAbsent(provenance, one -> new Origin(one.source(), nowNanos, one.ttl())));
            } else {
                stale |= all.addUnlessOutlived(backend, known, policy.staleFor(), nowNanos);
            }
        }
        if (all.backends().isEmpty()) {
            return failed(known, found.failure().orElseThrow(), nowNanos);
        }
        boolean dropped = all.backends().size() < found.backends().size();
        return new BackendSet(
                known.service(),
                known.version() + 1,
                all.backends(),
                found.partlyStale() && (stale || !dropped) ? Freshness.STALE : Freshness.FRESH,
                found.failure(),
                Optional.of(new Origin(found.source(), nowNanos, found.ttl())),
                all.origins());
    }

    private BackendSet failed(BackendSet known, DiscoveryFailure failure, long nowNanos) {
        Kept left = new Kept(new ArrayList<>(), new HashMap<>());
        known.backends().forEach(backend -> left.addUnlessOutlived(backend, known, policy.staleFor(), nowNanos));
        boolean none = left.backends().isEmpty();
        return new BackendSet(
                known.service(),
                known.version() + 1,
                left.backends(),
                none ? Freshness.NONE : Freshness.STALE,
                Optional.of(none && !known.backends().isEmpty() ? dropped(failure) : failure),
                known.origin(),
                left.origins());
    }

    /** Backends that are still believed in, and since when. */
    private record Kept(List<Backend> backends, Map<BackendId, Origin> origins) {
        void add(Backend backend, Origin origin) {
            backends.add(backend);
            origins.put(backend.id(), origin);
        }

        /** Adds what {@code known} had, unless it was provenance for the last time too long ago. */
        boolean addUnlessOutlived(Backend backend, BackendSet known, Optional<Duration> limit, long nowNanos) {
            Origin origin = known.origins().get(backend.id());
            if (origin == null
                    || limit.filter(most -> nowNanos - origin.resolvedNanos() > most.toNanos())
                            .isPresent()) {
                return false;
            }
            add(backend, origin);
            return true;
        }
    }

    private DiscoveryFailure dropped(DiscoveryFailure failure) {
        Duration limit = policy.staleFor().orElse(Duration.ZERO);
        return new DiscoveryFailure(
                failure.kind(),
                failure.message() + "; the last good backends were dropped when they were older than staleFor, "
                        + limit);
    }

    /** The failure that an unexpected exception of a finder is. */
    static DiscoveryFailure unexpected(Throwable thrown) {
        return new DiscoveryFailure(Kind.OTHER, "the finder failed unexpectedly: " + thrown);
    }

    private static BackendSet withVersion(BackendSet set, long version) {
        return new BackendSet(
                set.service(), version, set.backends(), set.freshness(), set.failure(), set.origin(), set.origins());
    }
}
