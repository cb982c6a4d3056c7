package dev.penstock.backends.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The inspector of a driver of which nothing is known beyond JDBC.
 *
 * @param isBounded whether the driver is known to obey its network timeout in each wait
 */
record PlainInspector(boolean isBounded) implements SessionInspector {
    @Override
    public Activity activity(Connection connection) {
        return Activity.UNKNOWN;
    }

    @Override
    public boolean closesStatementsAtOnce() {
        return false;
    }

    @Override
    public boolean forgetsStatements() {
        return false;
    }

    @Override
    public @Nullable String schema(Connection connection) throws SQLException {
        return connection.getSchema();
    }

    @Override
    public void restoreSchema(Connection connection, @Nullable String schema) throws SQLException {
        connection.setSchema(schema);
    }
}
