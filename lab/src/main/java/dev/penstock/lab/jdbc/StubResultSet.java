package dev.penstock.lab.jdbc;

import java.lang.reflect.Method;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** The behaviour of a result set of one row in which each column is 1. */
final class StubResultSet extends StubObject {

    private final StubConnection owner;
    private final Statement statement;
    private volatile boolean read;
    private volatile boolean closed;

    StubResultSet(StubConnection owner, Statement statement) {
        super(owner.database(), ResultSet.class);
        this.owner = owner;
        this.statement = statement;
    }

    @Override
    void closeConnection() {
        owner.closeSilently();
    }

    @Override
    @Nullable
    Object usual(Object proxy, Method method, @Nullable Object[] arguments) throws SQLException {
        return switch (method.getName()) {
            case "close" -> {
                closed = true;
                yield null;
            }
            case "isClosed" -> closed || statement.isClosed();
            case "next" -> advance();
            case "getInt" -> 1;
            case "getLong" -> 1L;
            case "getBoolean" -> true;
            case "getString" -> "1";
            case "getObject" -> 1;
            case "getStatement" -> statement;
            default -> nothing(method);
        };
    }

    private boolean advance() throws SQLException {
        if (closed) {
            throw new SQLException("the result set is closed", "24000");
        }
        boolean first = !read;
        read = true;
        return first;
    }
}
