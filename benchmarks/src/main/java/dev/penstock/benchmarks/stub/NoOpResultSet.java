package dev.penstock.benchmarks.stub;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.sql.ResultSet;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A result set without end. */
abstract class NoOpResultSet implements ResultSet {
    private static final Constructor<? extends NoOpResultSet> CONSTRUCTOR =
            StubClassGenerator.subclass(NoOpResultSet.class, MethodHandles.lookup());

    private @Nullable Statement statement;

    static NoOpResultSet open(Statement statement) {
        NoOpResultSet result = StubClassGenerator.create(CONSTRUCTOR);
        result.statement = statement;
        return result;
    }

    @Override
    public @Nullable Statement getStatement() {
        return statement;
    }

    @Override
    public boolean next() {
        return true;
    }

    @Override
    public int getInt(int column) {
        return 1;
    }
}
