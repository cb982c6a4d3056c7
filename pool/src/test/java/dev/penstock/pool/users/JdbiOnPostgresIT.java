package dev.penstock.pool.users;

import java.sql.SQLException;

class JdbiOnPostgresIT extends JdbiContract {
    @Override
    Database begin() throws SQLException {
        return new PostgresDatabase();
    }
}
