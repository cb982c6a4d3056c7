package dev.penstock.pool.config;

import dev.penstock.pool.CredentialsProvider;
import dev.penstock.waits.text.ForeignText;
import java.lang.reflect.InvocationTargetException;
import java.util.Objects;

/** Loads classes of the application: by the thread's class loader, otherwise by the class loader of this class. */
public final class ApplicationClasses {
    private ApplicationClasses() {}

    /** The class of that name. It is not initialized, because the name may be the wrong one. */
    private static Class<?> load(String className) throws ClassNotFoundException {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        if (context != null) {
            try {
                return Class.forName(className, false, context);
            } catch (ClassNotFoundException e) {
                return loadByOwn(className);
            }
        }
        return loadByOwn(className);
    }

    private static Class<?> loadByOwn(String className) throws ClassNotFoundException {
        return Class.forName(className, false, ApplicationClasses.class.getClassLoader());
    }

    /**
     * A new object of a class. No code of a class of another type runs.
     *
     * @throws IllegalArgumentException if there is no such class, its type is wrong, or it cannot be instantiated; the
     *     message continues a sentence that names the class
     */
    public static <T> T newInstance(String className, Class<T> type) {
        try {
            Class<?> found = load(className);
            if (!type.isAssignableFrom(found)) {
                throw new IllegalArgumentException("is not a " + type.getName());
            }
            return type.cast(found.getDeclaredConstructor().newInstance());
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("is not on the class path", e);
        } catch (InvocationTargetException e) {
            Throwable thrown = Objects.requireNonNullElse(e.getCause(), e);
            throw new IllegalArgumentException("threw in its constructor: " + describe(thrown, type), e);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IllegalArgumentException("has no public constructor without arguments", e);
        }
    }

    /** The text of a provider of credentials may contain a secret, such as a token. */
    private static String describe(Throwable thrown, Class<?> type) {
        if (type == CredentialsProvider.class) {
            return thrown.getClass().getName();
        }
        return ForeignText.describe(thrown);
    }
}
