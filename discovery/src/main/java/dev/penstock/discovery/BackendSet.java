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
 * <p>Backends stand in a stable order: by priority, then address family (IPv4 first), address and port. No two have the
 * same {@link Backend#id() id}.
 *
 * @param service the service
 * @param version counts the changes of what this set says; a later set of the same resolver has the same or a higher
 *     one
 * @param backends the backends; empty if, and only if, the freshness is {@link Freshness#NONE}
 * @param freshness how much the backends are to be trusted
 * @param failure what went wrong in the last resolution; always there if the set is {@link Freshness#STALE}, and also
 *     if a part of a fresh answer could not be used
 * @param origin who provenance so and when; empty while nothing was ever found
 * @param origins the same for each backend, of which some may come from an earlier resolution
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
     * @throws IllegalArgumentException if two backends have one id, or backends, freshness, failure and origin
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
                throw new IllegalArgumentException(
                        "backend " + backend.id() + " of service " + service + " is there twice");
            }
        }
        check(
                backends.isEmpty() == (freshness == Freshness.NONE),
                freshness + " with " + backends.size() + " backends");
        check(origins.keySet().equals(ids) && (ids.isEmpty() || origin.isPresent()), "backends of no origin");
        check(freshness != Freshness.STALE || failure.isPresent(), "stale for no reason");
    }

    /** A set whose backends are all of the same origin. */
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

    /** The set before the first resolution: version 0, nothing known, nothing failed. */
    public static BackendSet unresolved(ServiceName service) {
        return new BackendSet(service, 0, List.of(), Freshness.NONE, Optional.empty(), Optional.empty());
    }

    /**
     * Who named a backend, and when.
     *
     * @throws NullPointerException if it is not in this set
     */
    public Origin originOf(Backend backend) {
        return requireNonNull(origins.get(backend.id()), "the backend is not in this set");
    }

    /** What has changed from {@code earlier} to this set. */
    public BackendDifference difference(BackendSet earlier) {
        return BackendDifference.between(earlier.backends, backends);
    }

    /** Whether both say the same about the backends, whenever and by whom it was provenance. */
    boolean saysTheSameAs(BackendSet other) {
        return backends.equals(other.backends) && freshness == other.freshness && failure.equals(other.failure);
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("a backend set cannot be " + what);
        }
    }
}
