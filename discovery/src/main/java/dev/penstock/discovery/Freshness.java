package dev.penstock.discovery;

/** Whether the backends of a {@link BackendSet} come from the last resolution. */
public enum Freshness {
    /** Every backend in the set comes from the last resolution. */
    FRESH,
    /** Some or all backends come from an earlier resolution, because the last one failed in part or as a whole. */
    STALE,
    /** No backend is known: none was found yet, or the last good set is older than {@code staleFor}. */
    NONE
}
