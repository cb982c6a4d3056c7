package dev.penstock.discovery;

/**
 * A finder of the backends of a service, which a {@link PollingResolver} calls again and again in the background. An
 * SPI.
 *
 * <p>{@link #find} is called by one thread at a time; each call happens before the next. Therefore an implementation
 * needs no locks.
 */
@FunctionalInterface
public interface BackendFinder {
    /**
     * Finds the backends. May block until the deadline, not longer. A result that comes later is still used.
     *
     * @param deadline the end of this resolution
     * @return at least one backend
     * @throws DiscoveryException if there is no backend; the last good set is kept and the failure is published with
     *     it. Any other exception counts as a failure too.
     * @throws InterruptedException if the thread is interrupted; closing the resolver does so
     */
    FinderResult find(Deadline deadline) throws DiscoveryException, InterruptedException;
}
