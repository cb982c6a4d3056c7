package dev.penstock.pool.meters;

import java.util.List;
import java.util.Optional;

/** The metrics of one pool in one registry. Thread-safe. */
interface RegistryBinding {
    /** The text of all metrics of the registry as this media type of Prometheus; empty if the registry has none. */
    Optional<String> scrape(String type);

    /** The binding to each registry, if this is a binding to several. */
    default List<RegistryBinding> parts() {
        return List.of(this);
    }

    /** Removes the metrics of the pool from the registry. Further calls do nothing. */
    void close();
}
