package dev.penstock.pool.instrument;

import java.util.Optional;

/** The registries that show the metrics of a pool. Thread-safe. */
public interface MetricBindings {
    /**
     * Shows the metrics in a registry until the pool is closed. Does nothing if the registry shows them.
     *
     * @throws IllegalArgumentException if {@code registry} is not a Micrometer registry
     */
    void bind(Object registry);

    /** Removes the metrics from a registry. Does nothing if the registry does not show them. Throws nothing. */
    void unbind(Object registry);

    /**
     * The text of a Prometheus registry that shows these metrics; empty if none does.
     *
     * @param type the media type of the text, as Prometheus names it in the header {@code Accept}
     */
    Optional<String> scrape(String type);
}
