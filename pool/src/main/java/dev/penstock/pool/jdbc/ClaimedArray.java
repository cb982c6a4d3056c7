package dev.penstock.pool.jdbc;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Wrapper;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An array of a claim. Its result sets belong to the claim, and do not give out the driver's own connection.
 *
 * <p>A driver accepts only its own arrays as parameters: see {@link #raw}.
 */
final class ClaimedArray implements Array, Wrapper {
    private final ClaimedConnection connection;
    private final Array delegate;

    private ClaimedArray(ClaimedConnection connection, Array delegate) {
        this.connection = connection;
        this.delegate = delegate;
    }

    /** Wraps an array of the driver; null for null. */
    static @Nullable Array wrap(ClaimedConnection connection, @Nullable Array fresh) {
        return fresh == null ? null : new ClaimedArray(connection, fresh);
    }

    /** The driver's own array, if {@code value} wraps one; otherwise {@code value}. */
    static @Nullable Object raw(@Nullable Object value) {
        return value instanceof ClaimedArray array ? array.delegate : value;
    }

    /** The driver's own array, if {@code value} wraps one; otherwise {@code value}. */
    static @Nullable Array raw(@Nullable Array value) {
        return value instanceof ClaimedArray array ? array.delegate : value;
    }

    /** The values, with the driver's own arrays; {@code values} itself if it has none that are wrapped. */
    static @Nullable Object @Nullable [] rawElements(@Nullable Object @Nullable [] values) {
        if (values == null) {
            return null;
        }
        for (@Nullable Object value : values) {
            if (value instanceof ClaimedArray) {
                @Nullable Object[] raw = new @Nullable Object[values.length];
                for (int i = 0; i < raw.length; i++) {
                    raw[i] = raw(values[i]);
                }
                return raw;
            }
        }
        return values;
    }

    /** A call of the driver's array. */
    private interface Call<T> {
        T on(Array array) throws SQLException;
    }

    private <T> T call(Call<T> call) throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return call.on(delegate);
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public String getBaseTypeName() throws SQLException {
        return call(Array::getBaseTypeName);
    }

    @Override
    public int getBaseType() throws SQLException {
        return call(Array::getBaseType);
    }

    @Override
    public Object getArray() throws SQLException {
        return call(Array::getArray);
    }

    @Override
    public Object getArray(Map<String, Class<?>> map) throws SQLException {
        return call(array -> array.getArray(map));
    }

    @Override
    public Object getArray(long index, int count) throws SQLException {
        return call(array -> array.getArray(index, count));
    }

    @Override
    public Object getArray(long index, int count, Map<String, Class<?>> map) throws SQLException {
        return call(array -> array.getArray(index, count, map));
    }

    @Override
    public @Nullable ResultSet getResultSet() throws SQLException {
        return ClaimedValues.wrap(connection, call(Array::getResultSet));
    }

    @Override
    public @Nullable ResultSet getResultSet(Map<String, Class<?>> map) throws SQLException {
        return ClaimedValues.wrap(connection, call(array -> array.getResultSet(map)));
    }

    @Override
    public @Nullable ResultSet getResultSet(long index, int count) throws SQLException {
        return ClaimedValues.wrap(connection, call(array -> array.getResultSet(index, count)));
    }

    @Override
    public @Nullable ResultSet getResultSet(long index, int count, Map<String, Class<?>> map) throws SQLException {
        return ClaimedValues.wrap(connection, call(array -> array.getResultSet(index, count, map)));
    }

    /** Frees the array. Allowed after the claim, when the driver has freed it. */
    @Override
    public void free() throws SQLException {
        if (connection.isOpen()) {
            call(array -> {
                array.free();
                return true;
            });
        }
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        if (type.isInstance(delegate)) {
            return type.cast(delegate);
        }
        throw new SQLException("the array does not implement " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this) || type.isInstance(delegate);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ClaimedArray array && delegate.equals(array.delegate);
    }

    @Override
    public int hashCode() {
        return delegate.hashCode();
    }

    @Override
    public String toString() {
        return delegate.toString();
    }
}
