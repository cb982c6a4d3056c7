package dev.penstock.discovery;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@link BackendFinder} found. Immutable.
 *
 * <p>Backends of one id are merged into the one of the lowest priority; among equals the name that comes first in the
 * alphabet wins, so that the order of an answer decides nothing.
 *
 * @param backends at least one
 * @param ttl how long this holds; the {@link RefreshPolicy} has a floor and a ceiling for it
 * @param source who provenance so, for logs: a server's address, a file
 * @param partlyStale whether some of the backends come from an earlier answer
 * @param failure what of the answer could not be used, or why it is partly stale
 * @param provenance who provenance so of each backend, and how long that holds; not there for one that comes from an earlier answer
 */
public record FinderResult(
        List<Backend> backends,
        Duration ttl,
        String source,
        boolean partlyStale,
        Optional<DiscoveryFailure> failure,
        Map<BackendId, Provenance> provenance) {
    /**
     * What was provenance of one backend.
     *
     * @param source who provenance so, for views: a server's address, a file
     * @param ttl how long it holds
     */
    public record Provenance(String source, Duration ttl) {
        /** Checks that both are there. */
        public Provenance {
            requireNonNull(source, "source");
            requireNonNull(ttl, "ttl");
        }
    }

    private static final Comparator<Backend> PREFERRED = Comparator.comparingInt(Backend::priority)
            .thenComparing(Backend::name)
            .thenComparing(Comparator.comparingInt(Backend::weight).reversed());

    /**
     * Merges and sorts the backends.
     *
     * @throws IllegalArgumentException if there is no backend, the TTL is negative, or it is partly stale for no reason
     */
    public FinderResult {
        requireNonNull(source, "source");
        provenance = Map.copyOf(provenance);
        backends = merged(backends);
        if (backends.isEmpty()) {
            throw new IllegalArgumentException("nothing found by " + source + "; a finder throws instead");
        }
        if (ttl.isNegative()) {
            throw new IllegalArgumentException("TTL " + ttl + " of " + source + " is negative");
        }
        if (partlyStale && failure.isEmpty()) {
            throw new IllegalArgumentException("partly stale for no reason");
        }
        if (!partlyStale && !backends.stream().map(Backend::id).allMatch(provenance::containsKey)) {
            throw new IllegalArgumentException("backends of an earlier answer that are not called stale");
        }
    }

    /** An answer whose backends were all named by one source, for as long as the answer holds. */
    public FinderResult(
            List<Backend> backends,
            Duration ttl,
            String source,
            boolean partlyStale,
            Optional<DiscoveryFailure> failure) {
        this(backends, ttl, source, partlyStale, failure, allFrom(backends, new Provenance(source, ttl)));
    }

    private static Map<BackendId, Provenance> allFrom(List<Backend> backends, Provenance provenance) {
        Map<BackendId, Provenance> all = new HashMap<>();
        backends.forEach(backend -> all.put(backend.id(), provenance));
        return all;
    }

    /** A complete answer. */
    public static FinderResult of(List<Backend> backends, Duration ttl, String source) {
        return new FinderResult(backends, ttl, source, false, Optional.empty());
    }

    private static List<Backend> merged(Collection<Backend> backends) {
        Map<BackendId, Backend> byId = new LinkedHashMap<>();
        for (Backend backend : backends) {
            byId.merge(backend.id(), backend, (one, other) -> PREFERRED.compare(one, other) <= 0 ? one : other);
        }
        return byId.values().stream().sorted(Backend.ORDER).toList();
    }
}
