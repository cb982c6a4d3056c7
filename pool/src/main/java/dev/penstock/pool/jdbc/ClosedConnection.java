package dev.penstock.pool.jdbc;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Map;

/** What a claim's connection delegates to once it is closed: every call says so. */
final class ClosedConnection {
    static final Connection INSTANCE = (Connection) Proxy.newProxyInstance(
            ClosedConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, ClosedConnection::answer);

    private static final String CLOSED = "08003";

    private ClosedConnection() {}

    /** Throws what every call of a closed connection throws, for its other objects. */
    static SQLException says(String what) {
        return new SQLNonTransientConnectionException("this connection is closed: " + what, CLOSED);
    }

    @SuppressWarnings("ReferenceEquality") // a proxy equals itself only
    private static Object answer(Object proxy, Method method, Object[] arguments) throws Throwable {
        return switch (method.getName()) {
            case "toString" -> "closed connection";
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == arguments[0];
            default -> throw failure(method.getName());
        };
    }

    private static SQLException failure(String method) {
        String text = "this connection is closed: " + method + " was called after close()";
        return method.equals("setClientInfo")
                ? new SQLClientInfoException(text, CLOSED, Map.of())
                : new SQLNonTransientConnectionException(text, CLOSED);
    }
}
