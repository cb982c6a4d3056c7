package dev.penstock.pool;

import dev.penstock.backends.TargetServerType;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A view of a {@link PenstockDataSource} for claims with another target. It shares the slots, the limits and the life
 * of the pool. Immutable; made by {@link PenstockDataSource#route}.
 */
public final class RoutedDataSource implements DataSource {
    private final PenstockDataSource pool;
    private final ClaimOptions options;
    private final TargetServerType target;

    RoutedDataSource(PenstockDataSource pool, TargetServerType target) {
        this.pool = pool;
        this.target = target;
        this.options = ClaimOptions.none().withTarget(target);
    }

    /** The servers that may serve its claims. */
    public TargetServerType target() {
        return target;
    }

    /**
     * Claims a connection to a server of the target. The claim waits for one, and ends when the connection is closed.
     *
     * @throws SQLException as {@link PenstockDataSource#getConnection()}
     */
    @Override
    public Connection getConnection() throws SQLException {
        return pool.claim(options);
    }

    /**
     * Claims a connection to a server of the target, with options. A target in the options takes precedence.
     *
     * @throws SQLException as {@link PenstockDataSource#getConnection()}
     */
    public Connection claim(ClaimOptions own) throws SQLException {
        return pool.claim(own.target().isPresent() ? own : own.withTarget(target));
    }

    /** Not supported, as with the pool. */
    @Override
    public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        return pool.getConnection(user, password);
    }

    @Override
    public int getLoginTimeout() {
        return pool.getLoginTimeout();
    }

    /** Sets the connectionTimeout of the pool. */
    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        pool.setLoginTimeout(seconds);
    }

    @Override
    public @Nullable PrintWriter getLogWriter() throws SQLException {
        return pool.getLogWriter();
    }

    /** Sets the log writer of the wrapped data source, as the pool does. */
    @Override
    public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
        pool.setLogWriter(out);
    }

    /** Not supported, as with the pool. */
    @Override
    public Logger getParentLogger() throws java.sql.SQLFeatureNotSupportedException {
        return pool.getParentLogger();
    }

    /** This data source or the pool. */
    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(this) ? type.cast(this) : pool.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || pool.isWrapperFor(type);
    }

    @Override
    public String toString() {
        return pool + " for " + target;
    }
}
