package dev.penstock.discovery;

/**
 * Finds the backends of a service once: what a {@link PollingResolver} repeats in the background. An SPI.
 *
 * <p>{@link #find} is called by one thread at a time, each call happening before the next, so an implementation needs
 * no locks of its own.
 */
@FunctionalInterface
public interface BackendFinder {
    /**
     * Finds the backends. May block until the deadline, not longer; after it, what was found is still taken.
     *
     * @param deadline bounds this resolution
     * @return at least one backend
     * @throws DiscoveryException if there is none; the last good set is kept and its failure reported. Any other
     *     exception counts as a failure too.
     * @throws InterruptedException if interrupted, which happens when the resolver is closed
     */
    FinderResult find(Deadline deadline) throws DiscoveryException, InterruptedException;
}
