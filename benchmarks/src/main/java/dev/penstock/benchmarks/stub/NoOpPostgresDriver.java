package dev.penstock.benchmarks.stub;

/** The no-op driver for PostgreSQL URLs, with which a service may have many servers. Thread-safe. */
public final class NoOpPostgresDriver extends NoOpDriver {
    /** Creates the driver. */
    public NoOpPostgresDriver() {
        super("jdbc:postgresql:");
    }
}
