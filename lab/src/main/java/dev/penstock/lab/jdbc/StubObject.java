package dev.penstock.lab.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The behaviour behind one JDBC interface. It records each call, then follows the script or the default behaviour. */
abstract class StubObject implements InvocationHandler {

    private static final Object[] NO_ARGUMENTS = {};

    private final StubDatabase database;
    private final Class<?> type;

    StubObject(StubDatabase database, Class<?> type) {
        this.database = database;
        this.type = type;
    }

    final StubDatabase database() {
        return database;
    }

    /** The JDBC object that behaves like this. */
    final <T> T as(Class<T> asked) {
        return asked.cast(Proxy.newProxyInstance(StubObject.class.getClassLoader(), new Class<?>[] {type}, this));
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a stub equals only itself
    public final @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] given)
            throws Throwable {
        @Nullable Object[] arguments = given == null ? NO_ARGUMENTS : given;
        return switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(this);
            case "toString" -> "stub " + type.getSimpleName() + " of " + database.jdbcUrl();
            case "isWrapperFor" -> asked(arguments).isInstance(proxy);
            case "unwrap" -> unwrap(proxy, asked(arguments));
            default -> {
                StubCall call = new StubCall(
                        type.getSimpleName() + "." + method.getName(), Arrays.asList(arguments), this::closeConnection);
                yield database.perform(call, () -> usual(proxy, method, arguments));
            }
        };
    }

    /** Closes the connection of this object. */
    abstract void closeConnection();

    /** The default behaviour of the method. */
    abstract @Nullable Object usual(Object proxy, Method method, @Nullable Object[] arguments) throws SQLException;

    private static Class<?> asked(@Nullable Object[] arguments) {
        return (Class<?>) Objects.requireNonNull(arguments[0], "the interface");
    }

    private static Object unwrap(Object proxy, Class<?> asked) throws SQLException {
        if (!asked.isInstance(proxy)) {
            throw new SQLException("a stub does not implement " + asked.getName());
        }
        return proxy;
    }

    /** Zero, false or null, by the return type of the method. */
    static @Nullable Object nothing(Method method) {
        Class<?> wanted = method.getReturnType();
        if (wanted == boolean.class) {
            return false;
        }
        if (wanted == int.class) {
            return 0;
        }
        if (wanted == long.class) {
            return 0L;
        }
        return null;
    }
}
