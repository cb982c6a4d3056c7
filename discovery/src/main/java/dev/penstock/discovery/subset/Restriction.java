package dev.penstock.discovery.subset;

import dev.penstock.discovery.BackendSet;

/** A choice of some of a service's backends. Thread-safe. */
@FunctionalInterface
public interface Restriction {
    /**
     * Returns the part of {@code found} to use, with the same version.
     *
     * @param found the backends that the source has found; their freshness may be NONE
     * @param before the part that was chosen from the set before
     */
    BackendSet choose(BackendSet found, BackendSet before);
}
