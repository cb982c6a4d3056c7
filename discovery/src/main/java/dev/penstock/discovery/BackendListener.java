package dev.penstock.discovery;

/** Who is told of a service's backends by its {@link Resolver}. */
@FunctionalInterface
public interface BackendListener {
    /**
     * Called with each set that says something new.
     *
     * <p>Called by one thread at a time, in the order of versions, each call happening before the next. It runs on the
     * resolver's thread and delays the next resolution, so it hands over and returns. What it throws is logged and
     * stops nothing.
     */
    void onBackends(BackendSet set);
}
