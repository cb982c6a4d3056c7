package dev.penstock.benchmarks.pools;

import dev.penstock.benchmarks.stub.NoOpDriver;

/**
 * The server or driver that a pool connects to. An immutable value.
 *
 * @param url the URL
 * @param driver the name of the driver's class
 * @param user the user
 * @param password the password
 */
public record Target(String url, String driver, String user, String password) {
    /** The no-op driver, whose calls cost almost nothing. */
    public static Target noOp() {
        return new Target(NoOpDriver.PREFIX + "bench", NoOpDriver.class.getName(), "bench", "bench");
    }

    /** A PostgreSQL server. */
    public static Target postgres(String url, String user, String password) {
        return new Target(url, "org.postgresql.Driver", user, password);
    }
}
