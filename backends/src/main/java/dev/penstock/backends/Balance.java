package dev.penstock.backends;

/** A rule by which claims choose among the backends that may serve them. */
public enum Balance {
    /** All backends equally often. */
    UNIFORM,
    /** In proportion to the weights of the backends. */
    WEIGHTED,
    /** The backends with the shortest round trips; the others if those have no free slot. */
    LATENCY,
    /** Only the backends of the best priority that has a backend online, in proportion to weights (RFC 2782). */
    PRIORITY
}
