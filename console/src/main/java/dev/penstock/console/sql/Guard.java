package dev.penstock.console.sql;

import dev.penstock.console.engine.ProcessorShare;
import dev.penstock.console.engine.Snapshots;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Objects;
import org.h2.command.Prepared;
import org.h2.engine.Session;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.message.DbException;
import org.jspecify.annotations.Nullable;

/**
 * Lets a connection of H2 run single queries only, each with a snapshot and within the limits. A statement that changes
 * anything, a setting included, is refused before it runs. Used by one thread.
 */
final class Guard {
    private static final int MILLIS_A_SECOND = 1_000;

    private final JdbcConnection connection;
    private final SessionLocal session;
    private final Snapshots snapshots;
    private final Limits limits;
    private final MemoryWatch memory;
    private final ProcessorShare share;

    private Guard(
            JdbcConnection connection, Snapshots snapshots, Limits limits, MemoryWatch memory, ProcessorShare share)
            throws SQLException {
        Session opened = connection.getSession();
        if (!(opened instanceof SessionLocal local)) {
            throw new SQLException("the database is not in this process");
        }
        this.connection = connection;
        this.session = local;
        this.snapshots = snapshots;
        this.limits = limits;
        this.memory = memory;
        this.share = share;
    }

    /** The guarded view of a connection. */
    static Connection connection(
            JdbcConnection connection, Snapshots snapshots, Limits limits, MemoryWatch memory, ProcessorShare share)
            throws SQLException {
        Guard guard = new Guard(connection, snapshots, limits, memory, share);
        return guard.proxy(Connection.class, guard::onConnection);
    }

    private <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(Guard.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private @Nullable Object onConnection(Object self, Method method, Object @Nullable [] arguments) throws Throwable {
        return switch (method.getName()) {
            case "createStatement" -> statement(Statement.class, invoke(connection, method, arguments), self, "");
            case "prepareStatement" -> prepare(self, method, arguments);
            case "prepareCall", "setTypeMap", "setNetworkTimeout", "abort" ->
                throw new SQLFeatureNotSupportedException(method.getName() + ": this connection runs queries only");
            case "unwrap", "isWrapperFor" -> wrapped(self, method, arguments);
            default -> invoke(connection, method, arguments);
        };
    }

    private PreparedStatement prepare(Object self, Method method, Object @Nullable [] arguments) throws Throwable {
        String sql = text(arguments);
        ProcessorShare.Use use = share.begin(limits.time());
        try {
            requireQuery(sql);
            return statement(PreparedStatement.class, invoke(connection, method, arguments), self, sql);
        } finally {
            use.close();
        }
    }

    private <T extends Statement> T statement(Class<T> type, @Nullable Object made, Object self, String sql)
            throws SQLException {
        T statement = Objects.requireNonNull(type.cast(made));
        statement.setMaxRows(limits.rows());
        return proxy(type, (proxy, method, arguments) -> onStatement(statement, self, sql, method, arguments));
    }

    private @Nullable Object onStatement(
            Statement statement, Object self, String prepared, Method method, Object @Nullable [] arguments)
            throws Throwable {
        String name = method.getName();
        if (name.equals("getConnection")) {
            return self;
        }
        if (name.toLowerCase(Locale.ROOT).endsWith("batch")) {
            throw new SQLFeatureNotSupportedException(name + ": this connection runs queries only");
        }
        if (name.equals("unwrap") || name.equals("isWrapperFor")) {
            return wrapped(statement, method, arguments);
        }
        if (name.equals("setQueryTimeout") || name.equals("setMaxRows") || name.equals("setLargeMaxRows")) {
            return invoke(statement, method, new Object[] {within(name, number(arguments))});
        }
        if (name.startsWith("execute")) {
            return execute(statement, prepared, method, arguments);
        }
        return invoke(statement, method, arguments);
    }

    /** A user may make a limit smaller; 0 stands for the limit itself. */
    private Number within(String method, long wanted) {
        long most = method.equals("setQueryTimeout")
                ? Math.max(1, limits.time().toMillis() / MILLIS_A_SECOND)
                : limits.rows();
        long value = wanted <= 0 ? most : Math.min(most, wanted);
        return method.equals("setLargeMaxRows") ? (Number) value : (Number) (int) value;
    }

    private static long number(Object @Nullable [] arguments) {
        return arguments != null && arguments[0] instanceof Number number ? number.longValue() : 0;
    }

    private static String text(Object @Nullable [] arguments) {
        return arguments != null && arguments.length > 0 && arguments[0] instanceof String sql ? sql : "";
    }

    private @Nullable Object execute(Statement statement, String prepared, Method method, Object @Nullable [] arguments)
            throws Throwable {
        boolean direct = arguments != null && arguments.length > 0;
        String sql = direct ? text(arguments) : prepared;
        try (ProcessorShare.Use use = share.begin(limits.time())) {
            if (direct) {
                requireQuery(sql);
            }
            snapshots.begin(session, sql, use);
            return watched(statement, method, arguments);
        } finally {
            snapshots.end(session);
        }
    }

    private @Nullable Object watched(Statement statement, Method method, Object @Nullable [] arguments)
            throws Throwable {
        MemoryWatch.Watched watched = memory.begin(statement);
        try {
            return invoke(statement, method, arguments);
        } catch (SQLException e) {
            throw watched.explain(e);
        } finally {
            watched.close();
        }
    }

    /** Refuses everything but one statement that reads. */
    private void requireQuery(String sql) throws SQLException {
        Prepared parsed;
        try {
            parsed = session.prepare(sql);
        } catch (DbException e) {
            throw e.getSQLException();
        }
        if (!parsed.isQuery() || !parsed.isReadOnly()) {
            throw new SQLException("this connection runs queries only: begin with SELECT, WITH or VALUES", "25006");
        }
    }

    private static Object wrapped(Object self, Method method, Object @Nullable [] arguments) throws SQLException {
        boolean fits = arguments != null
                && arguments[0] instanceof Class<?> type
                && type.isInstance(self)
                && (type == Connection.class || type == Statement.class || type == PreparedStatement.class);
        if (method.getName().equals("isWrapperFor")) {
            return fits;
        }
        if (!fits) {
            throw new SQLException("this object wraps nothing that can be reached");
        }
        return self;
    }

    private static @Nullable Object invoke(Object target, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            throw cause == null ? e : cause;
        }
    }
}
