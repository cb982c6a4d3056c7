package dev.penstock.pool.jdbc;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLNonTransientConnectionException;

/** What a claim's connection delegates to once it is closed: every call says so. */
final class ClosedConnection {
    static final Connection INSTANCE = (Connection) Proxy.newProxyInstance(
            ClosedConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, ClosedConnection::answer);

    private ClosedConnection() {}

    private static Object answer(Object proxy, Method method, Object[] arguments) throws Throwable {
        return switch (method.getName()) {
            case "toString" -> "closed connection";
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == arguments[0];
            default -> throw new SQLNonTransientConnectionException(
                    "this connection is closed: " + method.getName() + " was called after close()", "08003");
        };
    }
}
