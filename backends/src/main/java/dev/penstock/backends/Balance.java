package dev.penstock.backends;

/** How claims choose among the backends that may serve them. */
public enum Balance {
    /** All alike. */
    UNIFORM,
    /** By the weight that each has. */
    WEIGHTED,
    /** Those that answer fastest first, the others where these have nothing free. */
    LATENCY,
    /** Only those of the best priority that has a backend online, by weight among them, as RFC 2782 has it. */
    PRIORITY
}
