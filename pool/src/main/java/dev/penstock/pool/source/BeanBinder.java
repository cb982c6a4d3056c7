package dev.penstock.pool.source;

import dev.penstock.pool.config.PropertyReader;
import dev.penstock.pool.config.ValueConverter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** Sets properties of a data source by its setters. */
final class BeanBinder {
    private static final Map<Class<?>, Class<?>> BOXES =
            Map.of(int.class, Integer.class, long.class, Long.class, boolean.class, Boolean.class);

    private BeanBinder() {}

    /**
     * Sets all properties, and adds an error for each that cannot be set. No error contains a value, because a value
     * may be secret.
     */
    static void bind(Properties properties, Object bean, List<String> errors) {
        PropertyReader.entries(properties).forEach((name, value) -> {
            Optional<Method> setter = setter(bean.getClass(), name);
            if (setter.isEmpty()) {
                errors.add("dataSource." + name + ": " + bean.getClass().getName() + " has no such property");
                return;
            }
            try {
                call(setter.get(), bean, value);
            } catch (IllegalArgumentException e) {
                errors.add("dataSource." + name + ": its value " + e.getMessage());
            }
        });
    }

    /** The setter of a property, also if its name is all in capitals: {@code setURL} sets {@code url}. */
    private static Optional<Method> setter(Class<?> type, String name) {
        List<String> names = List.of(
                "set" + name.substring(0, 1).toUpperCase(Locale.ENGLISH) + name.substring(1),
                "set" + name.toUpperCase(Locale.ENGLISH));
        return names.stream()
                .flatMap(candidate -> Stream.of(type.getMethods())
                        .filter(method -> method.getName().equals(candidate) && method.getParameterCount() == 1))
                .min((a, b) -> Boolean.compare(takesText(b), takesText(a)));
    }

    private static boolean takesText(Method setter) {
        return setter.getParameterTypes()[0] == String.class;
    }

    private static void call(Method setter, Object bean, Object value) {
        Class<?> type = setter.getParameterTypes()[0];
        Object converted = convert(value, BOXES.getOrDefault(type, type));
        try {
            setter.invoke(bean, converted);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "was refused by " + setter.getName() + " with "
                            + Objects.requireNonNullElse(e.getCause(), e)
                                    .getClass()
                                    .getName(),
                    e);
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException("cannot be given to " + setter, e);
        }
    }

    private static Object convert(Object value, Class<?> type) {
        if (type == short.class) {
            return ValueConverter.convert(value, Integer.class).shortValue();
        }
        return type == String[].class ? value.toString().split("\\s*,\\s*") : ValueConverter.convert(value, type);
    }
}
