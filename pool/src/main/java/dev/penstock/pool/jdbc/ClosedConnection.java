package dev.penstock.pool.jdbc;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Map;

/** The delegate of a claim's connection after the claim. It says that it is closed; every other call throws. */
final class ClosedConnection {
    static final Connection INSTANCE = (Connection) Proxy.newProxyInstance(
            ClosedConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, ClosedConnection::answer);

    private static final String CLOSED = "08003";

    private ClosedConnection() {}

    /** Creates the exception of a closed connection, for the other objects of the claim. */
    static SQLException exception(String reason) {
        return new SQLNonTransientConnectionException("this connection is closed: " + reason, CLOSED);
    }

    @SuppressWarnings("ReferenceEquality") // a proxy equals itself only
    private static Object answer(Object proxy, Method method, Object[] arguments) throws Throwable {
        return switch (method.getName()) {
            case "isClosed" -> true;
            case "isValid" -> false;
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
