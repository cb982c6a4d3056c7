package dev.penstock.pool;

import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.URI;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Calendar;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/** The interfaces of JDBC by reflection: their methods, and distinct arguments for them. */
final class Jdbc {
    static final List<Class<?>> INTERFACES = List.of(
            Connection.class,
            Statement.class,
            PreparedStatement.class,
            CallableStatement.class,
            ResultSet.class,
            DatabaseMetaData.class);

    private Jdbc() {}

    /** The methods of an object of this type, with default and inherited ones. */
    static List<Method> methods(Class<?> type) {
        return Stream.of(type.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .sorted(Comparator.comparing(Method::toString))
                .toList();
    }

    /** An object of this type, made from a claim's connection. */
    static Object object(Class<?> type, Connection connection) throws SQLException {
        if (type == Connection.class) {
            return connection;
        }
        if (type == Statement.class) {
            return connection.createStatement();
        }
        if (type == PreparedStatement.class) {
            return connection.prepareStatement("select 1");
        }
        if (type == CallableStatement.class) {
            return connection.prepareCall("call p");
        }
        return type == ResultSet.class
                ? connection.createStatement().executeQuery("select 1")
                : connection.getMetaData();
    }

    /** The exception of the call; null if it returns. */
    static Throwable thrown(Object target, Method method, Object... arguments) {
        try {
            method.invoke(target, arguments);
            return null;
        } catch (InvocationTargetException e) {
            return e.getCause();
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    /** Arguments that differ by position and type. */
    static Object[] arguments(Method method) {
        Class<?>[] types = method.getParameterTypes();
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] = types[i].isPrimitive() ? number(types[i], i + 1) : object(types[i], i + 1);
        }
        return arguments;
    }

    private static Object number(Class<?> type, int place) {
        return switch (type.getName()) {
            case "boolean" -> place % 2 == 1;
            case "byte" -> (byte) (10 + place);
            case "short" -> (short) (20 + place);
            case "int" -> 30 + place;
            case "long" -> 40L + place;
            case "float" -> 50f + place;
            default -> 60d + place;
        };
    }

    private static Object object(Class<?> type, int place) {
        if (type.isArray()) {
            return java.lang.reflect.Array.newInstance(type.getComponentType(), place);
        }
        if (type.isInterface()) {
            return Proxy.newProxyInstance(
                    Jdbc.class.getClassLoader(),
                    new Class<?>[] {type},
                    (proxy, method, arguments) -> method.getName().equals("toString") ? type.getName() + place : null);
        }
        return EXAMPLES.getOrDefault(type, type.getSimpleName() + place);
    }

    private static final Map<Class<?>, Object> EXAMPLES = Map.of(
            Class.class,
            Integer.class,
            BigDecimal.class,
            BigDecimal.TEN,
            java.sql.Date.class,
            new java.sql.Date(1),
            java.sql.Time.class,
            new java.sql.Time(2),
            java.sql.Timestamp.class,
            new java.sql.Timestamp(3),
            Calendar.class,
            Calendar.getInstance(),
            InputStream.class,
            InputStream.nullInputStream(),
            Reader.class,
            new StringReader("reader"),
            Properties.class,
            new Properties(),
            java.net.URL.class,
            url());

    private static java.net.URL url() {
        try {
            return URI.create("http://lab/").toURL();
        } catch (java.net.MalformedURLException e) {
            throw new AssertionError(e);
        }
    }
}
