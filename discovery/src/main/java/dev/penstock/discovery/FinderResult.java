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
 * The result of a {@link BackendFinder}. Immutable.
 *
 * <p>Backends with the same id are merged into the one with the lowest priority. Among equal priorities the first name
 * in the alphabet wins, so that the order of an answer has no effect.
 *
 * @param backends at least one backend
 * @param ttl the time until the result expires; the {@link RefreshPolicy} has a floor and a ceiling for it
 * @param source the source for logs: the address of a server, or a file
 * @param partlyStale whether some of the backends come from an earlier answer
 * @param failure why a part of the answer is unusable or stale
 * @param provenance the source and TTL of each backend; absent for a backend of an earlier answer
 */
public record FinderResult(
        List<Backend> backends,
        Duration ttl,
        String source,
        boolean partlyStale,
        Optional<DiscoveryFailure> failure,
        Map<BackendId, Provenance> provenance) {
    /**
     * The source of one backend, and its TTL.
     *
     * @param source the source for views: the address of a server, or a file
     * @param ttl the time until the information expires
     */
    public record Provenance(String source, Duration ttl) {
        /** Checks that no component is null. */
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
     * @throws IllegalArgumentException if there is no backend, the TTL is negative, or a stale part has no failure
     */
    public FinderResult {
        requireNonNull(source, "source");
        provenance = Map.copyOf(provenance);
        backends = merged(backends);
        if (backends.isEmpty()) {
            throw new IllegalArgumentException(
                    "source " + source + " lists no backend; a finder must throw DiscoveryException instead");
        }
        if (ttl.isNegative()) {
            throw new IllegalArgumentException("TTL " + ttl + " of " + source + " is negative");
        }
        if (partlyStale && failure.isEmpty()) {
            throw new IllegalArgumentException("a partly stale result needs a failure");
        }
        if (!partlyStale && !backends.stream().map(Backend::id).allMatch(provenance::containsKey)) {
            throw new IllegalArgumentException("a result with backends of an earlier answer must be partly stale");
        }
    }

    /** Creates a result in which all backends have the same source and TTL. */
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

    /** Returns a complete result without a failure. */
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
