package dev.penstock.lab.jdbc;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import org.jspecify.annotations.Nullable;

/** The behaviour of a connection's metadata; it gives only names and the URL. */
final class StubMetaData extends StubObject {

    private final StubConnection owner;
    private final Connection connection;

    StubMetaData(StubConnection owner, Connection connection) {
        super(owner.database(), DatabaseMetaData.class);
        this.owner = owner;
        this.connection = connection;
    }

    DatabaseMetaData metaData() {
        return as(DatabaseMetaData.class);
    }

    @Override
    void closeConnection() {
        owner.closeSilently();
    }

    @Override
    @Nullable
    Object usual(Object proxy, Method method, @Nullable Object[] arguments) {
        return switch (method.getName()) {
            case "getConnection" -> connection;
            case "getURL" -> database().jdbcUrl();
            case "getDatabaseProductName", "getDriverName" -> "stub";
            default -> nothing(method);
        };
    }
}
