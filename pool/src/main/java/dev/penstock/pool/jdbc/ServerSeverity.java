package dev.penstock.pool.jdbc;

import java.lang.reflect.Method;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The severity that a PostgreSQL server gave to an error. pgjdbc and its derivatives have it in {@code
 * getServerErrorMessage().getSeverity()}. It is read by reflection, because the driver may be another one.
 *
 * <p>A server ends the session after FATAL and PANIC, and keeps it after ERROR (PostgreSQL, Error Message Severity).
 */
final class ServerSeverity {
    private static final ClassValue<Optional<Method>> MESSAGE = getter("getServerErrorMessage");
    private static final ClassValue<Optional<Method>> SEVERITY = getter("getSeverity");
    private static final int MAX_CHAIN = 16;

    private ServerSeverity() {}

    private static ClassValue<Optional<Method>> getter(String name) {
        return new ClassValue<>() {
            @Override
            protected Optional<Method> computeValue(Class<?> type) {
                try {
                    return Optional.of(type.getMethod(name));
                } catch (NoSuchMethodException | LinkageError e) {
                    return Optional.empty();
                }
            }
        };
    }

    /** Whether the server ended the session with this error. */
    static boolean isFatal(SQLException failure) {
        String severity = of(failure);
        return "FATAL".equals(severity) || "PANIC".equals(severity);
    }

    /**
     * Whether the server sent this error on a session that it keeps. The exception of a batch has the SQLState of the
     * server's error, and the error as a cause or as the next exception.
     */
    static boolean isErrorOfLiveSession(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return isError(failure) || hasError(failure.getCause(), state) || hasError(failure.getNextException(), state);
    }

    private static boolean hasError(@Nullable Throwable from, String state) {
        Throwable next = from;
        for (int i = 0; next instanceof SQLException failure && i < MAX_CHAIN; i++) {
            if (state.equals(failure.getSQLState()) && isError(failure)) {
                return true;
            }
            next = failure.getNextException();
        }
        return false;
    }

    private static boolean isError(SQLException failure) {
        return "ERROR".equals(of(failure));
    }

    /** The severity in the server's language; null if the server did not send the error, or the driver is another. */
    private static @Nullable String of(SQLException failure) {
        Object message = call(MESSAGE, failure);
        return message != null && call(SEVERITY, message) instanceof String severity ? severity : null;
    }

    private static @Nullable Object call(ClassValue<Optional<Method>> getter, Object target) {
        Optional<Method> method = getter.get(target.getClass());
        if (method.isEmpty()) {
            return null;
        }
        try {
            return method.get().invoke(target);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }
}
