package dev.penstock.benchmarks.stub;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A connection that keeps its session state in fields and creates all objects that it returns in advance. */
abstract class NoOpConnection implements Connection {
    private static final Constructor<? extends NoOpConnection> CONSTRUCTOR =
            StubClassGenerator.subclass(NoOpConnection.class, MethodHandles.lookup());

    private final NoOpStatement statement = NoOpStatement.open(this);
    private final DatabaseMetaData metaData = NoOpMetaData.open(this);
    private boolean autoCommit = true;
    private boolean readOnly;
    private boolean closed;
    private int isolation = TRANSACTION_READ_COMMITTED;
    private int networkTimeout;
    private @Nullable String catalog = "no-op";
    private @Nullable String schema = "public";

    static Connection open() {
        return StubClassGenerator.create(CONSTRUCTOR);
    }

    @Override
    public Statement createStatement() {
        return statement;
    }

    @Override
    public PreparedStatement prepareStatement(String sql) {
        return statement;
    }

    @Override
    public CallableStatement prepareCall(String sql) {
        return statement;
    }

    @Override
    public String nativeSQL(String sql) {
        return sql;
    }

    @Override
    public DatabaseMetaData getMetaData() {
        return metaData;
    }

    @Override
    public boolean isValid(int timeout) {
        return !closed;
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void setAutoCommit(boolean value) {
        autoCommit = value;
    }

    @Override
    public boolean getAutoCommit() {
        return autoCommit;
    }

    @Override
    public void setReadOnly(boolean value) {
        readOnly = value;
    }

    @Override
    public boolean isReadOnly() {
        return readOnly;
    }

    @Override
    public void setTransactionIsolation(int level) {
        isolation = level;
    }

    @Override
    public int getTransactionIsolation() {
        return isolation;
    }

    @Override
    public void setCatalog(@Nullable String value) {
        catalog = value;
    }

    @Override
    public @Nullable String getCatalog() {
        return catalog;
    }

    @Override
    public void setSchema(@Nullable String value) {
        schema = value;
    }

    @Override
    public @Nullable String getSchema() {
        return schema;
    }

    @Override
    public void setNetworkTimeout(@Nullable Executor executor, int millis) {
        networkTimeout = millis;
    }

    @Override
    public int getNetworkTimeout() {
        return networkTimeout;
    }
}
