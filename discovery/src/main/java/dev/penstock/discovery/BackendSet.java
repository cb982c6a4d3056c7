package dev.penstock.discovery;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The backends of a service at one moment. Immutable.
 *
 * <p>Backends have a stable order: by priority, then address family (IPv4 first), address and port. No two have the
 * same {@link Backend#id() id}.
 *
 * @param service the service
 * @param version the number of changes; a later set of the same resolver has the same version or a higher one
 * @param backends the backends; empty if and only if the freshness is {@link Freshness#NONE}
 * @param freshness whether the backends come from the last resolution
 * @param failure the failure of the last resolution; always present if the set is {@link Freshness#STALE}; also present
 *     if a part of a fresh answer is unusable
 * @param origin the source and time of the last successful resolution; empty before the first one
 * @param origins the origin of each backend; some backends may come from an earlier resolution
 */
public record BackendSet(
        ServiceName service,
        long version,
        List<Backend> backends,
        Freshness freshness,
        Optional<DiscoveryFailure> failure,
        Optional<Origin> origin,
        Map<BackendId, Origin> origins) {
    /**
     * Sorts the backends and checks the invariants.
     *
     * @throws IllegalArgumentException if two backends have the same id, or if backends, freshness, failure and origin
     *     contradict each other
     */
    public BackendSet {
        requireNonNull(service, "service");
        requireNonNull(failure, "failure");
        backends = backends.stream().sorted(Backend.ORDER).toList();
        origins = Map.copyOf(origins);
        Set<BackendId> ids = new HashSet<>();
        for (Backend backend : backends) {
            if (!ids.add(backend.id())) {
                throw new IllegalArgumentException("service " + service + " has backend " + backend.id() + " twice");
            }
        }
        check(
                backends.isEmpty() == (freshness == Freshness.NONE),
                freshness + " with " + backends.size() + " backends");
        check(origins.keySet().equals(ids) && (ids.isEmpty() || origin.isPresent()), "backends without an origin");
        check(freshness != Freshness.STALE || failure.isPresent(), "stale without a failure");
    }

    /** Creates a set in which all backends have the same origin. */
    public BackendSet(
            ServiceName service,
            long version,
            List<Backend> backends,
            Freshness freshness,
            Optional<DiscoveryFailure> failure,
            Optional<Origin> origin) {
        this(service, version, backends, freshness, failure, origin, allOf(backends, origin));
    }

    private static Map<BackendId, Origin> allOf(List<Backend> backends, Optional<Origin> origin) {
        Map<BackendId, Origin> all = new HashMap<>();
        origin.ifPresent(one -> backends.forEach(backend -> all.put(backend.id(), one)));
        return all;
    }

    /** Returns the set before the first resolution: version 0, no backend and no failure. */
    public static BackendSet unresolved(ServiceName service) {
        return new BackendSet(service, 0, List.of(), Freshness.NONE, Optional.empty(), Optional.empty());
    }

    /**
     * Returns the source and time of the resolution that found a backend.
     *
     * @throws NullPointerException if the backend is not in this set
     */
    public Origin originOf(Backend backend) {
        return requireNonNull(origins.get(backend.id()), "the backend is not in this set");
    }

    /** Returns the changes from {@code earlier} to this set. */
    public BackendDifference difference(BackendSet earlier) {
        return BackendDifference.between(earlier.backends, backends);
    }

    /** Whether backends, freshness and failure are the same; versions and origins may differ. */
    boolean hasSameContentAs(BackendSet other) {
        return backends.equals(other.backends) && freshness == other.freshness && failure.equals(other.failure);
    }

    private static void check(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException("invalid backend set: " + problem);
        }
    }
}
