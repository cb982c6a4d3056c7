package dev.penstock.benchmarks.stub;

/** The same driver for URLs of PostgreSQL, of which a service may have many servers. Thread-safe. */
public final class NoOpPostgresDriver extends NoOpDriver {
    /** Creates the driver. */
    public NoOpPostgresDriver() {
        super("jdbc:postgresql:");
    }
}
