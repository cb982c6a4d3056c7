package dev.penstock.pool.traces;

/**
 * The work whose claims are traced.
 *
 * @param <E> the checked exception that it may throw
 */
@FunctionalInterface
public interface TracedWork<E extends Exception> {
    /** Does the work. */
    void run() throws E;
}
