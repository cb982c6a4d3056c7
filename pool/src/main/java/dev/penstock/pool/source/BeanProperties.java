package dev.penstock.pool.source;

import dev.penstock.pool.config.PropertyReader;
import dev.penstock.pool.config.Values;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** Sets properties of a bean by its setters. */
final class BeanProperties {
    private static final Map<Class<?>, Class<?>> BOXES =
            Map.of(int.class, Integer.class, long.class, Long.class, boolean.class, Boolean.class);

    private BeanProperties() {}

    /** Sets all, and adds to {@code wrong} each that cannot be set. No value is told: it may be secret. */
    static void set(Object bean, Properties properties, List<String> wrong) {
        PropertyReader.flat(properties).forEach((name, value) -> {
            Optional<Method> setter = setter(bean.getClass(), name);
            if (setter.isEmpty()) {
                wrong.add("dataSource." + name + ": " + bean.getClass().getName() + " has no such property");
                return;
            }
            try {
                call(setter.get(), bean, value);
            } catch (IllegalArgumentException e) {
                wrong.add("dataSource." + name + ": its value " + e.getMessage());
            }
        });
    }

    /** A property is named as its setter, or all of it in capitals there, as {@code url} of {@code setURL}. */
    private static Optional<Method> setter(Class<?> type, String name) {
        List<String> names = List.of(
                "set" + name.substring(0, 1).toUpperCase(Locale.ENGLISH) + name.substring(1),
                "set" + name.toUpperCase(Locale.ENGLISH));
        return names.stream()
                .flatMap(wanted -> Stream.of(type.getMethods())
                        .filter(method -> method.getName().equals(wanted) && method.getParameterCount() == 1))
                .min((a, b) -> Boolean.compare(takesText(b), takesText(a)));
    }

    private static boolean takesText(Method setter) {
        return setter.getParameterTypes()[0] == String.class;
    }

    private static void call(Method setter, Object bean, Object value) {
        Class<?> type = setter.getParameterTypes()[0];
        Object typed = typed(BOXES.getOrDefault(type, type), value);
        try {
            setter.invoke(bean, typed);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException("was refused by " + setter.getName() + ": " + e.getCause(), e);
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException("cannot be given to " + setter, e);
        }
    }

    private static Object typed(Class<?> type, Object value) {
        if (type == short.class) {
            return Values.of(Integer.class, value).shortValue();
        }
        return type == String[].class ? value.toString().split("\\s*,\\s*") : Values.of(type, value);
    }
}
