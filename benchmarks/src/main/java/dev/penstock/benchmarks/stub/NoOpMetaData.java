package dev.penstock.benchmarks.stub;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import org.jspecify.annotations.Nullable;

/** The metadata that a pool reads at its start. */
abstract class NoOpMetaData implements DatabaseMetaData {
    private static final Constructor<? extends NoOpMetaData> CONSTRUCTOR =
            StubClassGenerator.subclass(NoOpMetaData.class, MethodHandles.lookup());

    private @Nullable Connection connection;

    static NoOpMetaData open(Connection connection) {
        NoOpMetaData metaData = StubClassGenerator.create(CONSTRUCTOR);
        metaData.connection = connection;
        return metaData;
    }

    @Override
    public @Nullable Connection getConnection() {
        return connection;
    }

    @Override
    public String getDatabaseProductName() {
        return "no-op";
    }

    @Override
    public String getDriverName() {
        return "no-op";
    }

    @Override
    public boolean supportsTransactionIsolationLevel(int level) {
        return true;
    }

    @Override
    public int getJDBCMajorVersion() {
        return 4;
    }

    @Override
    public int getJDBCMinorVersion() {
        return 3;
    }
}
