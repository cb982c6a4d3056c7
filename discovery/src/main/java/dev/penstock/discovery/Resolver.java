package dev.penstock.discovery;

/**
 * A resolver turns a service into a set of backends, in the background. An SPI: an application may implement it.
 *
 * <p>The calls of a resolver: {@link #start} once, then any number of {@link #refresh} and {@link #current}, then
 * {@link #close}. Any thread may call each method. Each call returns at once and resolves nothing in the caller. The
 * resolver limits the time of a resolution by its own deadline.
 *
 * <p>A failed resolution throws nothing into the caller; it becomes a set. The set is {@link Freshness#STALE} with the
 * last good backends, or {@link Freshness#NONE} if there are none. {@link BackendSet#failure()} gives the reason.
 *
 * <p>The listener is called as {@link BackendListener} specifies. {@link PollingResolver} implements all of this: it
 * needs a {@link BackendFinder} only, which finds the backends once and may throw.
 */
public interface Resolver extends AutoCloseable {
    /** Returns the service that this resolver resolves. */
    ServiceName service();

    /**
     * Begins to resolve. The listener receives the first set, good or failed, as soon as it is known. A resolver that
     * knows the set already may call the listener in the calling thread, before this method returns.
     *
     * @throws IllegalStateException if the resolver was started or closed before
     */
    void start(BackendListener listener);

    /** Returns the newest set; before the first resolution {@link BackendSet#unresolved}. */
    BackendSet current();

    /**
     * Requests a resolution earlier than planned, for example because a backend does not answer. The resolver limits
     * the rate. Has no effect before {@link #start} and after {@link #close}.
     */
    void refresh();

    /**
     * Stops resolving and ends the threads. Does not wait: a call of the listener that has begun may still run when
     * this method returns, but no call follows it. {@link #current()} stays as it is. Further calls have no effect.
     */
    @Override
    void close();
}
