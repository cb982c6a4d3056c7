package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.postgres.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Claims that end with a transaction open on PostgreSQL are counted. */
class TransactionsLeftIT {
    @Test
    void claimThatLeavesATransactionIsCounted() throws SQLException {
        try (PostgresCluster cluster = PostgresCluster.start(1)) {
            countTransactionsLeft(cluster);
        }
    }

    private static void countTransactionsLeft(PostgresCluster cluster) throws SQLException {
        PenstockConfig config = new PenstockConfig();
        config.setJdbcUrl(cluster.server(0).jdbcUrl());
        config.setUsername(cluster.user());
        config.setPassword(cluster.password());
        RunningPool pool = PoolFactory.create(config.properties(), Optional.empty());
        pool.start(started -> {}, null);
        try {
            createTable(pool);
            insert(pool, true, true);
            insert(pool, false, true);
            assertThat(pool.backends().sessions().transactionsLeft()).isZero();
            insert(pool, false, false);
            assertThat(pool.backends().sessions().transactionsLeft()).isOne();
        } finally {
            pool.close();
        }
    }

    private static void createTable(RunningPool pool) throws SQLException {
        try (Connection connection = pool.claim(ClaimOptions.none());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE items (id int)");
        }
    }

    private static void insert(RunningPool pool, boolean automatic, boolean ends) throws SQLException {
        try (Connection connection = pool.claim(ClaimOptions.none());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(automatic);
            statement.execute("INSERT INTO items VALUES (1)");
            if (ends && !automatic) {
                connection.commit();
            }
        }
    }
}
