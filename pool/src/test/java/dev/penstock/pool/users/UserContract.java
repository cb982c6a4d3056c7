package dev.penstock.pool.users;

import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.Pools;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a user of a DataSource may expect of one that is a pool, whatever the database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class UserContract {
    @RegisterExtension
    final Pools pools = new Pools();

    private Database database;

    /** Begins a database of this test class's own. */
    abstract Database begin() throws SQLException;

    @BeforeAll
    final void beginDatabase() throws SQLException {
        database = begin();
    }

    @AfterAll
    final void endDatabase() {
        database.close();
    }

    /** A pool over an empty table of accounts. */
    final PenstockDataSource pool(int slots) throws SQLException {
        PenstockDataSource pool = pools.open(database.pool(slots));
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS accounts");
            statement.execute("CREATE TABLE accounts (id int PRIMARY KEY, balance int NOT NULL)");
        }
        return pool;
    }

    /** How many accounts another connection sees. */
    static int accounts(PenstockDataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM accounts")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    /** How many slots a claim holds now. */
    static int held(PenstockDataSource pool) {
        return pool.holders().size();
    }
}
