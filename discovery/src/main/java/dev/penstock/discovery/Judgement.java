package dev.penstock.discovery;

import dev.penstock.discovery.DiscoveryFailure.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Decides what a resolution makes of the set that was known before. Pure. */
final class Judgement {
    private final RefreshPolicy policy;

    Judgement(RefreshPolicy policy) {
        this.policy = policy;
    }

    /**
     * The set after a resolution. It has the version of {@code known} if it says the same, else the next.
     *
     * @param nowNanos the end of the resolution
     */
    BackendSet after(BackendSet known, Outcome outcome, long nowNanos) {
        BackendSet judged = outcome instanceof Outcome.Success success
                ? found(known, success.found(), nowNanos)
                : failed(known, ((Outcome.Failure) outcome).failure(), nowNanos);
        return judged.saysTheSameAs(known) && known.version() > 0 ? withVersion(judged, known.version()) : judged;
    }

    private static BackendSet found(BackendSet known, Found found, long nowNanos) {
        return new BackendSet(
                known.service(),
                known.version() + 1,
                found.backends(),
                found.partlyStale() ? Freshness.STALE : Freshness.FRESH,
                found.failure(),
                Optional.of(new Origin(found.source(), nowNanos, found.ttl())));
    }

    private BackendSet failed(BackendSet known, DiscoveryFailure failure, long nowNanos) {
        boolean keep = !known.backends().isEmpty() && !outlived(known, nowNanos);
        return new BackendSet(
                known.service(),
                known.version() + 1,
                keep ? known.backends() : List.of(),
                keep ? Freshness.STALE : Freshness.NONE,
                Optional.of(known.backends().isEmpty() || keep ? failure : dropped(failure)),
                known.origin());
    }

    private boolean outlived(BackendSet known, long nowNanos) {
        long age =
                known.origin().map(origin -> nowNanos - origin.resolvedNanos()).orElse(0L);
        return policy.staleLimit().map(limit -> age > limit.toNanos()).orElse(false);
    }

    private DiscoveryFailure dropped(DiscoveryFailure failure) {
        Duration limit = policy.staleLimit().orElse(Duration.ZERO);
        return new DiscoveryFailure(
                failure.kind(),
                failure.message()
                        + "; the last good backends were dropped when they were older than the stale limit of "
                        + limit);
    }

    /** The failure that an unexpected exception of a finder is. */
    static DiscoveryFailure unexpected(Throwable thrown) {
        return new DiscoveryFailure(Kind.OTHER, "the finder failed unexpectedly: " + thrown);
    }

    private static BackendSet withVersion(BackendSet set, long version) {
        return new BackendSet(set.service(), version, set.backends(), set.freshness(), set.failure(), set.origin());
    }
}
