package dev.penstock.pool.users;

import dev.penstock.pool.PenstockDataSource;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** H2 in memory: another engine, another driver, no network. */
final class H2Database extends Database {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String url = "jdbc:h2:mem:users" + NUMBER.incrementAndGet() + ";DB_CLOSE_DELAY=-1";

    @Override
    void lead(PenstockDataSource pool) {
        pool.setJdbcUrl(url);
    }

    @Override
    public void close() {
        try (var last = DriverManager.getConnection(url);
                Statement statement = last.createStatement()) {
            statement.execute("SHUTDOWN");
        } catch (SQLException e) {
            throw new AssertionError("H2 does not shut down", e);
        }
    }
}
