package com.mysql.cj.penstock;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;

/** Connections of a class that counts as Connector/J's, because a proxy is in the package of its hidden interface. */
public final class BoundedConnections {
    private BoundedConnections() {}

    interface Hidden extends Connection {}

    /** A connection that passes each call to another one. */
    public static Connection over(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                BoundedConnections.class.getClassLoader(), new Class<?>[] {Hidden.class}, (self, method, arguments) -> {
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
