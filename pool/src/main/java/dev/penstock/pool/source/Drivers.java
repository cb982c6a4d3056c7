package dev.penstock.pool.source;

import dev.penstock.pool.config.Values;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the JDBC driver of a URL. */
final class Drivers {
    private Drivers() {}

    /**
     * The driver for {@code url}.
     *
     * @param className the driver's class; null for any that is registered and accepts the URL
     * @throws IllegalArgumentException if there is none; the message says what was looked for
     */
    static Driver find(String url, @Nullable String className) {
        return className != null ? named(className, url) : accepting(url);
    }

    private static Driver named(String className, String url) {
        Driver driver = made(className);
        if (!accepts(driver, url)) {
            throw new IllegalArgumentException("driverClassName '" + className + "' does not accept jdbcUrl '"
                    + Secrets.redacted(url) + "'; name the driver that is meant for it, or none");
        }
        return driver;
    }

    private static Driver made(String className) {
        try {
            return (Driver) Values.load(className).getDeclaredConstructor().newInstance();
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(
                    "driverClassName '" + className + "' is not on the class path; add the driver's jar", e);
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalArgumentException(
                    "driverClassName '" + className
                            + "' is not a JDBC driver with a public constructor without arguments",
                    e);
        }
    }

    private static Driver accepting(String url) {
        Optional<Driver> found =
                DriverManager.drivers().filter(driver -> accepts(driver, url)).findFirst();
        return found.orElseThrow(() -> new IllegalArgumentException("no JDBC driver on the class path accepts jdbcUrl '"
                + Secrets.redacted(url) + "'; add the driver's jar, or name its class by driverClassName"));
    }

    private static boolean accepts(Driver driver, String url) {
        try {
            return driver.acceptsURL(url);
        } catch (SQLException | RuntimeException e) {
            return false;
        }
    }
}
