package dev.penstock.discovery;

import dev.penstock.discovery.DiscoveryFailure.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Merges the outcome of a resolution into the backend set that was known before. Stateless. */
final class BackendSetMerger {
    private final RefreshPolicy policy;

    BackendSetMerger(RefreshPolicy policy) {
        this.policy = policy;
    }

    /**
     * Returns the set after a resolution. It has the version of {@code known} if the content is the same, otherwise the
     * next version.
     *
     * @param nowNanos the end of the resolution
     */
    BackendSet merge(BackendSet known, Outcome outcome, long nowNanos) {
        BackendSet merged = outcome.fold(
                success -> found(known, success.result(), nowNanos),
                failure -> failed(known, failure.failure(), nowNanos));
        return merged.hasSameContentAs(known) && known.version() > 0 ? withVersion(merged, known.version()) : merged;
    }

    /** A backend without provenance keeps its earlier origin, and is dropped when that origin is too old. */
    private BackendSet found(BackendSet known, FinderResult found, long nowNanos) {
        Map<FinderResult.Provenance, Origin> fresh = new HashMap<>();
        Members all = new Members(new ArrayList<>(), new HashMap<>());
        boolean stale = false;
        for (Backend backend : found.backends()) {
            FinderResult.Provenance provenance = found.provenance().get(backend.id());
            if (provenance != null) {
                all.add(
                        backend,
                        fresh.computeIfAbsent(provenance, one -> new Origin(one.source(), nowNanos, one.ttl())));
            } else {
                stale |= all.addUnlessTooOld(backend, known, policy.staleFor(), nowNanos);
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
        Members left = new Members(new ArrayList<>(), new HashMap<>());
        known.backends().forEach(backend -> left.addUnlessTooOld(backend, known, policy.staleFor(), nowNanos));
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

    /** The backends of the new set with their origins. */
    private record Members(List<Backend> backends, Map<BackendId, Origin> origins) {
        void add(Backend backend, Origin origin) {
            backends.add(backend);
            origins.put(backend.id(), origin);
        }

        /** Adds a backend with its origin in {@code known}, unless that origin is older than {@code limit}. */
        boolean addUnlessTooOld(Backend backend, BackendSet known, Optional<Duration> limit, long nowNanos) {
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
                failure.message() + "; the last good backends were dropped because they are older than staleFor ("
                        + limit + ")");
    }

    /** Returns the failure for an unexpected exception of a finder. */
    static DiscoveryFailure unexpected(Throwable thrown) {
        return new DiscoveryFailure(Kind.OTHER, "the finder failed unexpectedly: " + thrown);
    }

    private static BackendSet withVersion(BackendSet set, long version) {
        return new BackendSet(
                set.service(), version, set.backends(), set.freshness(), set.failure(), set.origin(), set.origins());
    }
}
