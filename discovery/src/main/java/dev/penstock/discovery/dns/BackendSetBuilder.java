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

/** A builder of one result from the answers for several hosts. Not thread-safe. */
final class BackendSetBuilder {
    /** A limit, because two replies of 64 KiB, one with many ports and one with many addresses, make millions. */
    static final int MAX_BACKENDS = 5_000;

    private final List<Backend> fresh = new ArrayList<>();
    private final List<Backend> kept = new ArrayList<>();
    private final Map<BackendId, FinderResult.Provenance> provenance = new HashMap<>();
    private final Set<DiscoveryFailure> failures = new LinkedHashSet<>();
    private final Set<String> sources = new TreeSet<>();
    private Duration ttl = Ttls.MAX;
    private Duration negativeTtl = Ttls.MAX;
    private boolean anyError;
    private boolean tooMany;

    /** Adds the backends of an answer. */
    void add(List<Backend> backends, Duration answerTtl, String source) {
        addAll(fresh, backends);
        FinderResult.Provenance origin = new FinderResult.Provenance(source, answerTtl);
        if (!tooMany) {
            backends.forEach(backend -> provenance.putIfAbsent(backend.id(), origin));
        }
        limitTtl(answerTtl);
        sources.add(source);
    }

    /** Adds backends of an earlier answer. They are used only if no current answer has them. */
    void keep(List<Backend> backends) {
        addAll(kept, backends);
    }

    private void addAll(List<Backend> to, List<Backend> backends) {
        tooMany |= to.size() + backends.size() > MAX_BACKENDS;
        if (!tooMany) {
            to.addAll(backends);
        }
    }

    /** Adds the failure of an unusable or partial answer. */
    void fail(DiscoveryFailure failure) {
        failures.add(failure);
        anyError = true;
    }

    /** Adds the failure of a question: an error or a negative answer. */
    void fail(DiscoveryException thrown) {
        failures.add(thrown.failure());
        anyError |= thrown.ttl().isEmpty();
        thrown.ttl().ifPresent(each -> negativeTtl = Ttls.min(negativeTtl, each));
    }

    /** Limits the TTL of the result. */
    void limitTtl(Duration max) {
        ttl = Ttls.min(max, ttl);
    }

    /**
     * Builds the result.
     *
     * @throws DiscoveryException if there is no answer or too many backends; the caller still has the earlier result
     */
    FinderResult build() throws DiscoveryException {
        if (tooMany) {
            throw new DiscoveryException(
                    Kind.BAD_ANSWER,
                    "the answers of " + String.join(", ", sources) + " make more than " + MAX_BACKENDS
                            + " backends; there should be one per server");
        }
        if (fresh.isEmpty()) {
            Optional<Duration> ttlOfNone = anyError ? Optional.empty() : Optional.of(negativeTtl);
            throw new DiscoveryException(DnsFailures.joined(failures), ttlOfNone);
        }
        List<Backend> all = new ArrayList<>(fresh);
        kept.stream().filter(backend -> !provenance.containsKey(backend.id())).forEach(all::add);
        boolean partlyStale = all.size() > fresh.size();
        Optional<DiscoveryFailure> failure =
                failures.isEmpty() ? Optional.empty() : Optional.of(DnsFailures.joined(failures));
        return new FinderResult(all, ttl, String.join(", ", sources), partlyStale, failure, provenance);
    }
}
