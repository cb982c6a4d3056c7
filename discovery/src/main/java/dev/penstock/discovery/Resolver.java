package dev.penstock.discovery;

/**
 * Turns a service into a set of backends, in the background. An SPI: an application may bring its own.
 *
 * <p>The life of a resolver: {@link #start} once, then any number of {@link #refresh} and {@link #current}, then
 * {@link #close}. All methods may be called by any thread and return at once; none asks anybody in the caller. A
 * resolution is bounded by the resolver's own deadline.
 *
 * <p>No failure is thrown into the caller. A failed resolution becomes a set: {@link Freshness#STALE} with the last
 * good backends, or {@link Freshness#NONE} where there are none, and {@link BackendSet#failure()} says why.
 *
 * <p>The listener is called as {@link BackendListener} says. Implementing all this is what {@link PollingResolver} is
 * for: give it a {@link BackendFinder}, which asks once and may throw.
 */
public interface Resolver extends AutoCloseable {
    /** The service that is resolved. */
    ServiceName service();

    /**
     * Begins to resolve. The first set, good or not, reaches the listener as soon as it is known; a resolver that knows
     * it already may call the listener before this method returns, in the calling thread.
     *
     * @throws IllegalStateException if it was started or closed before
     */
    void start(BackendListener listener);

    /** The newest set; before the first resolution {@link BackendSet#unresolved}. */
    BackendSet current();

    /**
     * Asks for a resolution earlier than planned, say because a backend does not answer. Rate limited by the resolver,
     * and without effect before {@link #start} and after {@link #close}.
     */
    void refresh();

    /**
     * Ends resolving and frees the threads. Does not wait: a call of the listener that is under way may still run when
     * this returns, none follows it. {@link #current()} stays as it is. Further calls do nothing.
     */
    @Override
    void close();
}
