package dev.penstock.pool.users;

import java.sql.SQLException;

class SpringOnPostgresIT extends SpringContract {
    @Override
    Database begin() throws SQLException {
        return new PostgresDatabase();
    }
}
