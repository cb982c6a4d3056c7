package dev.penstock.pool.config;

import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes values of a type from what a configuration gives: from text mostly. */
public final class Values {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");

    private Values() {}

    /**
     * The value as one of {@code type}. An object may be given as its class's name, which needs a public constructor
     * without arguments.
     *
     * @throws IllegalArgumentException if it cannot be read; the message goes on where the value was named
     */
    public static <T> T of(Class<T> type, Object value) {
        return type.cast(read(type, value));
    }

    private static Object read(Class<?> type, Object value) {
        if (type.isInstance(value) && type != Object.class) {
            return value;
        }
        String text = value.toString().strip();
        if (type == String.class) {
            return value.toString();
        }
        if (type == Integer.class) {
            return integer(text);
        }
        if (type == Long.class) {
            return millis(text);
        }
        if (type == Boolean.class) {
            return truth(text);
        }
        if (type == char[].class) {
            return value.toString().toCharArray();
        }
        if (type.isEnum()) {
            return constant(type, text);
        }
        return type == Object.class ? value : instance(type, text);
    }

    private static Integer integer(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("is not a whole number", e);
        }
    }

    private static Long millis(String text) {
        Matcher duration = DURATION.matcher(text);
        if (duration.matches()) {
            long number = Long.parseLong(duration.group(1));
            return switch (duration.group(2)) {
                case "ms" -> number;
                case "s" -> Duration.ofSeconds(number).toMillis();
                case "m" -> Duration.ofMinutes(number).toMillis();
                case "h" -> Duration.ofHours(number).toMillis();
                default -> Duration.ofDays(number).toMillis();
            };
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "is not a whole number of milliseconds, nor one with ms, s, m, h or d", e);
        }
    }

    private static Boolean truth(String text) {
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return Boolean.valueOf(text);
        }
        throw new IllegalArgumentException("is neither true nor false");
    }

    private static Object constant(Class<?> type, String text) {
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(text)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("is no constant of " + type.getName());
    }

    /**
     * A new object of a class.
     *
     * @throws IllegalArgumentException if there is no such class, or it is of another type or cannot be made
     */
    public static <T> T instance(Class<T> type, String className) {
        try {
            Object made = load(className).getDeclaredConstructor().newInstance();
            if (type.isInstance(made)) {
                return type.cast(made);
            }
            throw new IllegalArgumentException("is not a " + type.getName());
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("is not on the class path", e);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException("threw as it was made: " + e.getCause(), e);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IllegalArgumentException("has no public constructor without arguments", e);
        }
    }

    /** A class of the application: by the thread's class loader, else by this class's. */
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
}
