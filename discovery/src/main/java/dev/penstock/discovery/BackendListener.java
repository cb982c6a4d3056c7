package dev.penstock.discovery;

/** A listener that a {@link Resolver} notifies of the backends of its service. */
@FunctionalInterface
public interface BackendListener {
    /**
     * Called with each set whose version is new.
     *
     * <p>Called by one thread at a time, in the order of versions; each call happens before the next. The call runs on
     * the resolver's thread and delays the next resolution. Therefore an implementation hands the set to another thread
     * and returns. The resolver logs an exception of the listener and continues.
     */
    void onBackends(BackendSet set);
}
