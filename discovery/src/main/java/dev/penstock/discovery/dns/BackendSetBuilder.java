package dev.penstock.discovery.dns;

import dev.penstock.discovery.Backend;
import dev.penstock.discovery.BackendId;
import dev.penstock.discovery.DiscoveryException;
import dev.penstock.discovery.DiscoveryFailure;
import dev.penstock.discovery.DiscoveryFailure.Kind;
import dev.penstock.discovery.FinderResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Puts one answer together from the answers for several hosts. Not thread-safe. */
final class BackendSetBuilder {
    /** Two replies of 64 KiB, one with many ports and one with many addresses, could make millions of backends. */
    static final int MAX_BACKENDS = 5_000;

    private static final Duration FOREVER = Duration.ofSeconds(Integer.MAX_VALUE);

    private final List<Backend> fresh = new ArrayList<>();
    private final List<Backend> kept = new ArrayList<>();
    private final Map<BackendId, FinderResult.Provenance> provenance = new HashMap<>();
    private final Set<DiscoveryFailure> failures = new LinkedHashSet<>();
    private final Set<String> sources = new TreeSet<>();
    private Duration ttl = FOREVER;
    private Duration negativeTtl = FOREVER;
    private boolean anyPositiveFailure;
    private boolean tooMany;

    /** Something that was answered now. */
    void add(List<Backend> backends, Duration held, String source) {
        addAll(fresh, backends);
        FinderResult.Provenance by = new FinderResult.Provenance(source, held);
        if (!tooMany) {
            backends.forEach(backend -> provenance.putIfAbsent(backend.id(), by));
        }
        holds(held);
        sources.add(source);
    }

    /** Something that stands in for what could not be answered now; what is answered too is not needed. */
    void keep(List<Backend> backends) {
        addAll(kept, backends);
    }

    private void addAll(List<Backend> to, List<Backend> backends) {
        tooMany |= to.size() + backends.size() > MAX_BACKENDS;
        if (!tooMany) {
            to.addAll(backends);
        }
    }

    /** What could not be used, or was answered in part. */
    void fail(DiscoveryFailure failure) {
        failures.add(failure);
        anyPositiveFailure = true;
    }

    /** What could not be answered, or was answered by "none". */
    void fail(DiscoveryException thrown) {
        failures.add(thrown.failure());
        anyPositiveFailure |= thrown.ttl().isEmpty();
        thrown.ttl().ifPresent(held -> negativeTtl = Ttls.least(negativeTtl, held));
    }

    /** The whole holds no longer than this. */
    void holds(Duration held) {
        ttl = held.compareTo(ttl) < 0 ? held : ttl;
    }

    /**
     * The whole.
     *
     * @throws DiscoveryException if nothing was answered, or too much; the caller still has the earlier answer
     */
    FinderResult found() throws DiscoveryException {
        if (tooMany) {
            throw new DiscoveryException(
                    Kind.BAD_ANSWER,
                    "the answers of " + String.join(", ", sources) + " make more than " + MAX_BACKENDS
                            + " backends; there should be one per server");
        }
        if (fresh.isEmpty()) {
            Optional<Duration> holds = anyPositiveFailure ? Optional.empty() : Optional.of(negativeTtl);
            throw new DiscoveryException(DnsTexts.joined(failures), holds);
        }
        List<Backend> all = new ArrayList<>(fresh);
        kept.stream().filter(backend -> !provenance.containsKey(backend.id())).forEach(all::add);
        boolean partlyStale = all.size() > fresh.size();
        Optional<DiscoveryFailure> failure =
                failures.isEmpty() ? Optional.empty() : Optional.of(DnsTexts.joined(failures));
        return new FinderResult(all, ttl, String.join(", ", sources), partlyStale, failure, provenance);
    }
}
