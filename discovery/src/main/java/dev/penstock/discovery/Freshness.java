package dev.penstock.discovery;

/** How much the backends of a {@link BackendSet} are to be trusted. */
public enum Freshness {
    /** Every backend in the set comes from the last resolution. */
    FRESH,
    /** Some or all backends come from an earlier resolution, because the last one failed in part or whole. */
    STALE,
    /** No backend is known: none was found yet, or the last good set outlived its limit. */
    NONE
}
