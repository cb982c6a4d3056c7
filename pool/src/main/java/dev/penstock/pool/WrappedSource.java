package dev.penstock.pool;

import java.io.PrintWriter;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The methods of {@link DataSource} with which a pool gives access to the data source whose connections it takes.
 * Immutable.
 *
 * @param source that data source; empty if a driver connects, or if the pool has not created it yet
 */
record WrappedSource(Optional<DataSource> source) {
    /**
     * The pool, or the data source, or an object that the data source wraps.
     *
     * @throws SQLException if none of them is of that type
     */
    <T> T unwrap(Class<T> type, DataSource pool) throws SQLException {
        if (type.isInstance(pool)) {
            return type.cast(pool);
        }
        if (source.isPresent()) {
            DataSource wrapped = source.get();
            if (type.isInstance(wrapped)) {
                return type.cast(wrapped);
            }
            if (wrapped.isWrapperFor(type)) {
                return wrapped.unwrap(type);
            }
        }
        throw new SQLException("this is not a wrapper for " + type.getName());
    }

    /** Whether {@link #unwrap} returns an object of that type. */
    boolean isWrapperFor(Class<?> type, DataSource pool) throws SQLException {
        return type.isInstance(pool)
                || source.filter(type::isInstance).isPresent()
                || (source.isPresent() && source.get().isWrapperFor(type));
    }

    /** The log writer of the data source; null without a data source. */
    @Nullable
    PrintWriter logWriter() throws SQLException {
        return source.isPresent() ? source.get().getLogWriter() : null;
    }

    /**
     * Sets the log writer of the data source. Without a data source, there is none to take away, and none can be set.
     *
     * @throws SQLFeatureNotSupportedException if there is no data source, and {@code out} is not null
     */
    void setLogWriter(@Nullable PrintWriter out) throws SQLException {
        if (source.isPresent()) {
            source.get().setLogWriter(out);
        } else if (out != null) {
            throw new SQLFeatureNotSupportedException("Penstock logs through SLF4J");
        }
    }
}
