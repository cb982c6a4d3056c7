package dev.penstock.benchmarks.stub;

/** The same driver for URLs of PostgreSQL, of which a service may have many servers. Thread-safe. */
public final class FreePostgresDriver extends FreeDriver {
    /** Creates the driver. */
    public FreePostgresDriver() {
        super("jdbc:postgresql:");
    }
}
