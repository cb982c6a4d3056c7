package dev.penstock.pool.config;

import java.lang.reflect.InvocationTargetException;

/** Loads classes of the application: by the thread's class loader, otherwise by the class loader of this class. */
public final class ApplicationClasses {
    private ApplicationClasses() {}

    /** The class of that name, initialized. */
    public static Class<?> load(String className) throws ClassNotFoundException {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        if (context != null) {
            try {
                return Class.forName(className, true, context);
            } catch (ClassNotFoundException e) {
                return Class.forName(className);
            }
        }
        return Class.forName(className);
    }

    /**
     * A new object of a class.
     *
     * @throws IllegalArgumentException if there is no such class, its type is wrong, or it cannot be instantiated; the
     *     message continues a sentence that names the class
     */
    public static <T> T newInstance(String className, Class<T> type) {
        try {
            Object instance = load(className).getDeclaredConstructor().newInstance();
            if (type.isInstance(instance)) {
                return type.cast(instance);
            }
            throw new IllegalArgumentException("is not a " + type.getName());
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("is not on the class path", e);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException("threw in its constructor: " + e.getCause(), e);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IllegalArgumentException("has no public constructor without arguments", e);
        }
    }
}
