package dev.penstock.chaos.driver;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The driver of PostgreSQL, each call of which {@link DriverFaults} may disturb. Thread-safe. */
public final class ChaosDriver implements Driver {
    private final Driver postgres = postgres();

    /** Creates a driver; pools do it by the class name. */
    public ChaosDriver() {}

    private static Driver postgres() {
        try {
            return DriverManager.getDriver("jdbc:postgresql://localhost/");
        } catch (SQLException e) {
            throw new IllegalStateException("the driver of PostgreSQL is neither on the class path nor a module", e);
        }
    }

    @Override
    public @Nullable Connection connect(String url, Properties info) throws SQLException {
        try {
            DriverFaults.before("Driver.connect");
        } catch (SQLException | RuntimeException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted during a disturbed connect", "08001", e);
        } catch (Exception e) {
            throw new SQLException(e);
        }
        Connection connection = postgres.connect(url, info);
        return connection == null ? null : (Connection) wrap(Connection.class, connection);
    }

    private static Object wrap(Class<?> type, Object target) {
        return Proxy.newProxyInstance(
                ChaosDriver.class.getClassLoader(), new Class<?>[] {type}, new Disturbed(type, target));
    }

    /** Calls the target after the faults, and wraps the statements that it returns. */
    private record Disturbed(Class<?> type, Object target) implements InvocationHandler {
        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            if (method.getDeclaringClass() != Object.class) {
                DriverFaults.before(type.getSimpleName() + "." + method.getName());
            }
            try {
                Object result = method.invoke(target, arguments);
                return isStatement(method) && result != null ? wrap(method.getReturnType(), result) : result;
            } catch (InvocationTargetException e) {
                throw e.getTargetException();
            }
        }

        private static boolean isStatement(Method method) {
            Class<?> returned = method.getReturnType();
            return returned == Statement.class
                    || returned == PreparedStatement.class
                    || returned == CallableStatement.class;
        }
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith("jdbc:postgresql:");
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) throws SQLException {
        return postgres.getPropertyInfo(url, info);
    }

    @Override
    public int getMajorVersion() {
        return postgres.getMajorVersion();
    }

    @Override
    public int getMinorVersion() {
        return postgres.getMinorVersion();
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("dev.penstock.chaos");
    }
}
