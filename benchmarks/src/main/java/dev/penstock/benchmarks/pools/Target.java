package dev.penstock.benchmarks.pools;

import dev.penstock.benchmarks.stub.NoOpDriver;

/**
 * What a pool connects to.
 *
 * @param url the URL
 * @param driver the name of the driver's class
 * @param user the user
 * @param password the password
 */
public record Target(String url, String driver, String user, String password) {
    /** The driver whose calls cost nothing. */
    public static Target noOp() {
        return new Target(NoOpDriver.PREFIX + "bench", NoOpDriver.class.getName(), "bench", "bench");
    }

    /** A server of PostgreSQL. */
    public static Target postgres(String url, String user, String password) {
        return new Target(url, "org.postgresql.Driver", user, password);
    }
}
