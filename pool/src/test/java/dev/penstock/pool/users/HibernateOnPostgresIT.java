package dev.penstock.pool.users;

import java.sql.SQLException;

class HibernateOnPostgresIT extends HibernateContract {
    @Override
    Database begin() throws SQLException {
        return new PostgresDatabase();
    }
}
