package dev.penstock.benchmarks.stub;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.ResultSet;
import org.jspecify.annotations.Nullable;

/** A statement of any kind, with one result set without end. */
abstract class NoOpStatement implements CallableStatement {
    private static final Constructor<? extends NoOpStatement> CONSTRUCTOR =
            StubClassGenerator.subclass(NoOpStatement.class, MethodHandles.lookup());

    private final NoOpResultSet result = NoOpResultSet.open(this);
    private @Nullable Connection connection;

    static NoOpStatement open(Connection connection) {
        NoOpStatement statement = StubClassGenerator.create(CONSTRUCTOR);
        statement.connection = connection;
        return statement;
    }

    @Override
    public @Nullable Connection getConnection() {
        return connection;
    }

    @Override
    public ResultSet executeQuery() {
        return result;
    }

    @Override
    public ResultSet executeQuery(String sql) {
        return result;
    }

    @Override
    public ResultSet getResultSet() {
        return result;
    }

    @Override
    public boolean execute() {
        return true;
    }

    @Override
    public boolean execute(String sql) {
        return true;
    }
}
