package dev.penstock.discovery.subset;

import dev.penstock.discovery.Backend;
import dev.penstock.discovery.BackendId;
import dev.penstock.discovery.BackendSet;
import dev.penstock.discovery.DiscoveryFailure;
import dev.penstock.discovery.Origin;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a set of some of the backends of another set. */
final class Parts {
    private Parts() {}

    /** The set of {@code part}, with the version, freshness and origins of {@code whole}. */
    static BackendSet of(BackendSet whole, List<Backend> part, Optional<DiscoveryFailure> failure) {
        Map<BackendId, Origin> origins = new HashMap<>();
        part.forEach(backend -> origins.put(backend.id(), whole.originOf(backend)));
        return new BackendSet(
                whole.service(), whole.version(), part, whole.freshness(), failure, whole.origin(), origins);
    }
}
