package dev.penstock.pool.source;

import dev.penstock.pool.config.ApplicationClasses;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the JDBC driver of a URL. */
final class DriverFinder {
    private static final String POSTGRES = "jdbc:postgresql:";
    private static final String PGJDBC = "org.postgresql.Driver";

    private DriverFinder() {}

    /**
     * The driver of {@code url}.
     *
     * @param className the driver's class; null for any registered driver that accepts the URL
     * @throws IllegalArgumentException if there is no such driver; the message names the class or the URL
     */
    static Driver find(String url, @Nullable String className) {
        return className != null ? named(className, url) : accepting(url);
    }

    private static Driver named(String className, String url) {
        Driver driver = create(className);
        if (!accepts(driver, url)) {
            throw new IllegalArgumentException("driverClassName '" + className + "' does not accept jdbcUrl '"
                    + Secrets.redactUrl(url) + "'; name the driver of this URL, or none");
        }
        return driver;
    }

    private static Driver create(String className) {
        try {
            return ApplicationClasses.newInstance(className, Driver.class);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("driverClassName '" + className + "' " + e.getMessage(), e);
        }
    }

    private static Driver accepting(String url) {
        Optional<Driver> found =
                DriverManager.drivers().filter(driver -> accepts(driver, url)).findFirst();
        return found.orElseThrow(() -> new IllegalArgumentException("no JDBC driver on the class path accepts jdbcUrl '"
                + Secrets.redactUrl(url) + "'; add the driver's jar, or name its class by driverClassName"));
    }

    /**
     * Whether the driver accepts the URL. pgjdbc is asked about its scheme alone, and not about the URL of another
     * driver, because it logs a URL that it cannot read, with the password.
     */
    private static boolean accepts(Driver driver, String url) {
        boolean postgres = url.startsWith(POSTGRES);
        if (!postgres && isPgjdbc(driver.getClass())) {
            return false;
        }
        try {
            return driver.acceptsURL(postgres ? POSTGRES : url);
        } catch (SQLException | RuntimeException e) {
            return false;
        }
    }

    private static boolean isPgjdbc(Class<?> driver) {
        for (Class<?> type = driver; type != null; type = type.getSuperclass()) {
            if (type.getName().equals(PGJDBC)) {
                return true;
            }
        }
        return false;
    }
}
