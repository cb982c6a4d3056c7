package dev.penstock.discovery;

import static dev.penstock.discovery.DiscoveryFixture.ORDERS;
import static dev.penstock.discovery.DiscoveryFixture.backend;
import static dev.penstock.discovery.DiscoveryFixture.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.discovery.DiscoveryFailure.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BackendSetMergerTest {
    private static final long SECOND = 1_000_000_000L;
    private static final DiscoveryFailure GONE = new DiscoveryFailure(Kind.NO_SUCH_NAME, "no such host: orders.test");
    private static final DiscoveryFailure SILENT = new DiscoveryFailure(Kind.TIMEOUT, "no answer");

    private final BackendSetMerger merger = new BackendSetMerger(RefreshPolicy.defaults());

    @Test
    void unresolvedServiceHasNoBackendAndAFailure() {
        BackendSet set = fail(BackendSet.unresolved(ORDERS), GONE, 0);

        assertThat(set.freshness()).isEqualTo(Freshness.NONE);
        assertThat(set.failure()).contains(GONE);
        assertThat(set.version()).isEqualTo(1);
    }

    @Test
    void failureKeepsTheLastGoodSetAsStale() {
        BackendSet good = find(BackendSet.unresolved(ORDERS), 0, backend(1), backend(2));

        BackendSet stale = fail(good, SILENT, 1000 * SECOND);

        assertThat(stale.backends()).isEqualTo(good.backends());
        assertThat(stale.freshness()).isEqualTo(Freshness.STALE);
        assertThat(stale.failure()).contains(SILENT);
        assertThat(stale.origin()).isEqualTo(good.origin());
        assertThat(stale.version()).isEqualTo(2);
    }

    @Test
    void versionGrowsOnlyWithNewContent() {
        BackendSet first = find(BackendSet.unresolved(ORDERS), 0, backend(1));
        BackendSet again = find(first, SECOND, backend(1));
        BackendSet failed = fail(again, SILENT, 2 * SECOND);
        BackendSet failedAlike = fail(failed, SILENT, 3 * SECOND);
        BackendSet failedOtherwise = fail(failedAlike, GONE, 4 * SECOND);
        BackendSet healed = find(failedOtherwise, 5 * SECOND, backend(1));

        assertThat(new long[] {
                    first.version(),
                    again.version(),
                    failed.version(),
                    failedAlike.version(),
                    failedOtherwise.version(),
                    healed.version()
                })
                .containsExactly(1, 1, 2, 2, 3, 4);
        assertThat(again.origin().orElseThrow().resolvedNanos()).isEqualTo(SECOND);
        assertThat(healed.failure()).isEmpty();
    }

    @Test
    void lastGoodSetOlderThanLimitIsDropped() {
        BackendSetMerger limited = new BackendSetMerger(RefreshPolicy.defaults().withStaleFor(Duration.ofSeconds(60)));
        BackendSet good = find(BackendSet.unresolved(ORDERS), 0, backend(1));

        BackendSet kept = limited.merge(good, new Outcome.Failure(SILENT), 60 * SECOND);
        BackendSet dropped = limited.merge(kept, new Outcome.Failure(SILENT), 61 * SECOND);
        BackendSet later = limited.merge(dropped, new Outcome.Failure(SILENT), 90 * SECOND);

        assertThat(kept.backends()).hasSize(1);
        assertThat(dropped.freshness()).isEqualTo(Freshness.NONE);
        assertThat(dropped.failure().orElseThrow().message())
                .startsWith("no answer; the last good backends were dropped");
        assertThat(later.freshness()).isEqualTo(Freshness.NONE);
    }

    @Test
    void staleBackendKeepsItsOriginUntilTheLimit() {
        BackendSetMerger limited = new BackendSetMerger(RefreshPolicy.defaults().withStaleFor(Duration.ofSeconds(60)));
        BackendSet both = find(BackendSet.unresolved(ORDERS), 0, backend(1), backend(2));

        BackendSet kept = limited.merge(both, new Outcome.Success(partly()), 60 * SECOND);
        BackendSet dropped = limited.merge(kept, new Outcome.Success(partly()), 61 * SECOND);

        assertThat(kept.backends()).containsExactly(backend(1), backend(2));
        assertThat(kept.freshness()).isEqualTo(Freshness.STALE);
        assertThat(kept.originOf(backend(1)).resolvedNanos()).isEqualTo(60 * SECOND);
        assertThat(kept.originOf(backend(1)).source()).isEqualTo("one");
        assertThat(kept.originOf(backend(2)).resolvedNanos()).isZero();
        assertThat(dropped.backends()).containsExactly(backend(1));
        assertThat(dropped.freshness()).isEqualTo(Freshness.FRESH);
        assertThat(dropped.failure()).contains(SILENT);
    }

    /** The first backend has provenance, the second comes from an earlier answer. */
    private static FinderResult partly() {
        return new FinderResult(
                List.of(backend(1), backend(2)),
                Duration.ofSeconds(5),
                "all",
                true,
                Optional.of(SILENT),
                Map.of(backend(1).id(), new FinderResult.Provenance("one", Duration.ofSeconds(7))));
    }

    private BackendSet find(BackendSet known, long now, Backend... backends) {
        return merger.merge(known, new Outcome.Success(found(Duration.ofSeconds(5), backends)), now);
    }

    private BackendSet fail(BackendSet known, DiscoveryFailure failure, long now) {
        return merger.merge(known, new Outcome.Failure(failure), now);
    }
}
