package dev.penstock.pool.users;

import dev.penstock.lab.postgres.PostgresCluster;
import dev.penstock.pool.PenstockDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A real PostgreSQL server, whose ordinary user may make tables. */
final class PostgresDatabase extends Database {
    private final PostgresCluster cluster = PostgresCluster.start(1);

    PostgresDatabase() throws SQLException {
        try (Connection owner = cluster.server(0).connect(cluster.database());
                Statement statement = owner.createStatement()) {
            statement.execute("GRANT ALL ON SCHEMA public TO \"" + cluster.user() + "\"");
        }
    }

    @Override
    void lead(PenstockDataSource pool) {
        pool.setJdbcUrl(cluster.server(0).jdbcUrl());
        pool.setUsername(cluster.user());
        pool.setPassword(cluster.password());
    }

    @Override
    public void close() {
        cluster.close();
    }
}
