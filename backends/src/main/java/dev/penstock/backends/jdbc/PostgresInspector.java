package dev.penstock.backends.jdbc;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The inspector of pgjdbc and of drivers that were derived from it. It finds the driver's methods by their names,
 * because the driver is not required, and may come from another class loader. Thread-safe.
 *
 * <p>pgjdbc keeps the transaction state of the server's last answer. While a COPY is in progress, its executor is
 * locked for the COPY, and every other call waits until the COPY ends, without any limit. The field that says so is
 * private. If it cannot be read, the driver does not count as bounded.
 */
final class PostgresInspector implements SessionInspector {
    private static final String BASE_CONNECTION = "BaseConnection";
    private static final String SHOW_SEARCH_PATH = "SHOW search_path";
    private static final String SET_SEARCH_PATH = "SELECT set_config('search_path', ?, false)";

    private final Method transactionState;
    private final @Nullable Method executor;
    private final @Nullable Field lockedFor;

    private PostgresInspector(Method transactionState, @Nullable Method executor, @Nullable Field lockedFor) {
        this.transactionState = transactionState;
        this.executor = executor;
        this.lockedFor = lockedFor;
    }

    /** The inspector for connections of that class; empty for another driver. */
    static Optional<SessionInspector> find(Connection connection) {
        for (Class<?> at = connection.getClass(); at != null; at = at.getSuperclass()) {
            for (Class<?> type : at.getInterfaces()) {
                if (type.getSimpleName().equals(BASE_CONNECTION)) {
                    return of(type, connection);
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<SessionInspector> of(Class<?> type, Connection connection) {
        try {
            Method transactionState = type.getMethod("getTransactionState");
            Object state = transactionState.invoke(connection);
            if (!(state instanceof Enum<?>)) {
                return Optional.empty();
            }
            Method executor = type.getMethod("getQueryExecutor");
            return Optional.of(new PostgresInspector(transactionState, executor, lock(executor.invoke(connection))));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return Optional.empty();
        }
    }

    private static @Nullable Field lock(@Nullable Object executor) {
        for (Class<?> at = executor == null ? null : executor.getClass(); at != null; at = at.getSuperclass()) {
            try {
                Field field = at.getDeclaredField("lockedFor");
                field.setAccessible(true);
                return field;
            } catch (NoSuchFieldException e) {
                // a superclass may have it
            } catch (RuntimeException e) {
                return null;
            }
        }
        return null;
    }

    @Override
    public Activity activity(Connection connection) {
        try {
            if (executor != null && lockedFor != null && lockedFor.get(executor.invoke(connection)) != null) {
                return Activity.COPY;
            }
            Object state = transactionState.invoke(connection);
            return state instanceof Enum<?> known && known.name().equals("IDLE") ? Activity.IDLE : Activity.TRANSACTION;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return Activity.UNKNOWN;
        }
    }

    @Override
    public boolean isBounded() {
        return lockedFor != null;
    }

    /** pgjdbc reads a result before it returns from the execution, or a portal in parts on demand. */
    @Override
    public boolean closesStatementsAtOnce() {
        return true;
    }

    /** pgjdbc finds the server's statements of collected ones by phantom references, and closes them. */
    @Override
    public boolean forgetsStatements() {
        return true;
    }

    @Override
    public @Nullable String schema(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(SHOW_SEARCH_PATH)) {
            answer.next();
            return answer.getString(1);
        }
    }

    @Override
    public void restoreSchema(Connection connection, @Nullable String schema) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SET_SEARCH_PATH)) {
            statement.setString(1, schema);
            statement.execute();
        }
    }
}
