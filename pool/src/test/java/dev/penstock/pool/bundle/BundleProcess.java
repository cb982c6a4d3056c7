package dev.penstock.pool.bundle;

import dev.penstock.lab.jdbc.StubDatabase;
import dev.penstock.pool.PenstockDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;

/** A process that writes a bundle of its pool. Arguments: the file of the bundle, and a text that is not used. */
final class BundleProcess {
    private BundleProcess() {}

    public static void main(String[] arguments) throws Exception {
        try (PenstockDataSource pool = new PenstockDataSource()) {
            pool.setPoolName("orders");
            pool.setJdbcUrl(StubDatabase.named("orders").jdbcUrl());
            pool.setUsername("reader");
            pool.setPassword("marked-password");
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("SELECT 'marked-literal'");
            }
            pool.bundle(Path.of(arguments[0]));
        }
    }
}
