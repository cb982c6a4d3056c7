package dev.penstock.pool.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Converts a value of a configuration, in most cases a text, into a value of another type. */
public final class ValueConverter {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
    private static final Map<String, ChronoUnit> UNITS = Map.of(
            "ms", ChronoUnit.MILLIS,
            "s", ChronoUnit.SECONDS,
            "m", ChronoUnit.MINUTES,
            "h", ChronoUnit.HOURS,
            "d", ChronoUnit.DAYS);

    private ValueConverter() {}

    /**
     * The value as one of {@code type}. An object may be given by the name of its class, which needs a public
     * constructor without arguments.
     *
     * @throws IllegalArgumentException if the value cannot be converted; the message continues a sentence that names
     *     the value
     */
    public static <T> T convert(Object value, Class<T> type) {
        return type.cast(converted(value, type));
    }

    private static Object converted(Object value, Class<?> type) {
        if (type.isInstance(value)) {
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
        return type.isEnum() ? constant(type, text) : ApplicationClasses.newInstance(text, type);
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
            return millis(
                    Long.parseLong(duration.group(1)),
                    Objects.requireNonNull(UNITS.get(duration.group(2)), "a unit of the pattern"));
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "is not a whole number of milliseconds, nor one with ms, s, m, h or d", e);
        }
    }

    private static long millis(long number, ChronoUnit unit) {
        try {
            return Duration.of(number, unit).toMillis();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("is longer than any duration", e);
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
}
