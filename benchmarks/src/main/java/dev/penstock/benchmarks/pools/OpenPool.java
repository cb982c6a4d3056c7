package dev.penstock.benchmarks.pools;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * A started pool with all its connections. Thread-safe.
 *
 * @param dataSource the source of connections
 * @param closing closes the pool
 * @param filled an action for the moment when the pool has all its connections
 */
public record OpenPool(DataSource dataSource, AutoCloseable closing, Runnable filled) implements AutoCloseable {
    private static final int TRIES = 20;

    /** A pool that needs no action when it has all its connections. */
    OpenPool(DataSource dataSource, AutoCloseable closing) {
        this(dataSource, closing, () -> {});
    }

    /** Claims {@code size} connections at the same time, so that the pool opens all of them. */
    OpenPool filledWith(int size) {
        for (int tries = 1; true; tries++) {
            try {
                fill(size);
                filled.run();
                return this;
            } catch (SQLException e) {
                if (tries == TRIES) {
                    close();
                    throw new IllegalStateException("the pool cannot be filled", e);
                }
            }
        }
    }

    private void fill(int size) throws SQLException {
        List<Connection> taken = new ArrayList<>(size);
        try {
            for (int i = 0; i < size; i++) {
                taken.add(dataSource.getConnection());
            }
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }
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
