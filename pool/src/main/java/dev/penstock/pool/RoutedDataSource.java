package dev.penstock.pool;

import dev.penstock.backends.TargetServerType;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A {@link PenstockDataSource} for claims that ask for other servers than it does: its slots, its limits and its life.
 * Immutable; made by {@link PenstockDataSource#route}.
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

    /** Which servers may serve its claims. */
    public TargetServerType target() {
        return target;
    }

    /**
     * Claims a connection to such a server; closing it ends the claim. Where there is none, the claim waits.
     *
     * @throws SQLException as {@link PenstockDataSource#getConnection()}
     */
    @Override
    public Connection getConnection() throws SQLException {
        return pool.claim(options);
    }

    /**
     * Claims a connection to such a server with a deadline or a name of its own; a target of its own takes precedence.
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

    /** Not supported, as with the pool. */
    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        pool.setLoginTimeout(seconds);
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return pool.getLogWriter();
    }

    /** Not supported, as with the pool. */
    @Override
    public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
        pool.setLogWriter(out);
    }

    /** Not supported, as with the pool. */
    @Override
    public Logger getParentLogger() throws java.sql.SQLFeatureNotSupportedException {
        return pool.getParentLogger();
    }

    /** This, or the pool. */
    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(this) ? type.cast(this) : pool.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this) || pool.isWrapperFor(type);
    }

    @Override
    public String toString() {
        return pool + " for " + target;
    }
}
