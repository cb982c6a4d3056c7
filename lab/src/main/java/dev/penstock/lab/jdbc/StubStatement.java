package dev.penstock.lab.jdbc;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The behaviour of a statement: a query returns one row, any other statement updates one row. */
final class StubStatement extends StubObject {

    private final StubConnection owner;
    private final Connection connection;
    private final String prepared;
    private volatile boolean closed;

    StubStatement(StubConnection owner, Class<? extends Statement> type, Connection connection, String prepared) {
        super(owner.database(), type);
        this.owner = owner;
        this.connection = connection;
        this.prepared = prepared;
    }

    void close() {
        closed = true;
        owner.statementClosed(this);
    }

    @Override
    void closeConnection() {
        owner.closeSilently();
    }

    @Override
    @Nullable
    Object usual(Object proxy, Method method, @Nullable Object[] arguments) throws SQLException {
        switch (method.getName()) {
            case "close" -> {
                close();
                return null;
            }
            case "isClosed" -> {
                return closed;
            }
            default -> requireOpen();
        }
        if (method.getName().startsWith("execute")) {
            owner.worked();
        }
        return switch (method.getName()) {
            case "execute" -> isQuery(arguments);
            case "executeQuery", "getResultSet" -> new StubResultSet(owner, (Statement) proxy).as(ResultSet.class);
            case "executeUpdate", "getUpdateCount" -> 1;
            case "executeLargeUpdate", "getLargeUpdateCount" -> 1L;
            case "executeBatch" -> new int[0];
            case "executeLargeBatch" -> new long[0];
            case "getConnection" -> connection;
            default -> nothing(method);
        };
    }

    private boolean isQuery(@Nullable Object[] arguments) {
        String sql = arguments.length > 0 && arguments[0] instanceof String text ? text : prepared;
        return sql.stripLeading().toLowerCase(Locale.ROOT).startsWith("select");
    }

    private void requireOpen() throws SQLException {
        if (closed) {
            throw new SQLException("the statement is closed", "08003");
        }
    }
}
