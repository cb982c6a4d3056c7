package dev.penstock.benchmarks.pools;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * A pool that has started and has all its connections. Thread-safe.
 *
 * @param dataSource where connections come from
 * @param closing what ends the pool
 */
public record OpenPool(DataSource dataSource, AutoCloseable closing) implements AutoCloseable {
    /** Has a pool make all its connections, by taking {@code size} of them at once. */
    OpenPool filled(int size) {
        List<Connection> taken = new ArrayList<>(size);
        try {
            for (int i = 0; i < size; i++) {
                taken.add(dataSource.getConnection());
            }
            for (Connection connection : taken) {
                connection.close();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the pool cannot be filled", e);
        }
        return this;
    }

    @Override
    public void close() {
        try {
            closing.close();
        } catch (Exception e) {
            throw new IllegalStateException("the pool cannot be closed", e);
        }
    }
}
