package dev.penstock.pool.jdbc;

import java.sql.SQLException;
import java.sql.Wrapper;

/**
 * {@link Wrapper} for the objects of a claim: the object itself, then the driver's object, then an object that the
 * driver wraps.
 */
final class Wrappers {
    private Wrappers() {}

    static <T> T unwrap(Class<T> type, Object wrapper, Wrapper delegate) throws SQLException {
        if (type.isInstance(wrapper)) {
            return type.cast(wrapper);
        }
        return type.isInstance(delegate) ? type.cast(delegate) : delegate.unwrap(type);
    }

    static boolean isWrapperFor(Class<?> type, Object wrapper, Wrapper delegate) throws SQLException {
        return type.isInstance(wrapper) || type.isInstance(delegate) || delegate.isWrapperFor(type);
    }
}
