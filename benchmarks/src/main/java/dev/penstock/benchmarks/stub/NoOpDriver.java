package dev.penstock.benchmarks.stub;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A driver of URLs that begin with {@value #PREFIX}; its connections reach no server. Thread-safe. */
public class NoOpDriver implements Driver {
    /** The prefix of the driver's URLs. */
    public static final String PREFIX = "jdbc:noop:";

    static {
        try {
            DriverManager.registerDriver(new NoOpDriver());
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final String prefix;

    /** Creates the driver. */
    public NoOpDriver() {
        this(PREFIX);
    }

    NoOpDriver(String prefix) {
        this.prefix = prefix;
    }

    @Override
    public @Nullable Connection connect(String url, @Nullable Properties properties) {
        return acceptsURL(url) ? NoOpConnection.open() : null;
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(prefix);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, @Nullable Properties properties) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("this driver logs nothing");
    }
}
