package dev.penstock.pool.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The values of a configuration, by property. Thread-safe; what belongs together is changed by {@link #change}. */
public abstract class PropertyBag {
    private final Map<Property<?>, Object> values = new ConcurrentHashMap<>();

    public PropertyBag() {}

    /** A value that a property is to have; null for its default. */
    public record Change(Property<?> property, @Nullable Object value) {}

    /** Makes changes, or refuses them all. */
    protected void change(List<Change> changes) {
        changes.forEach(this::put);
    }

    public final void put(Change change) {
        if (change.value == null) {
            values.remove(change.property);
        } else {
            values.put(change.property, change.value);
        }
    }

    public final <T> void set(Property<T> property, @Nullable T value) {
        change(List.of(new Change(property, value)));
    }

    /** What the property was set to. */
    public final @Nullable Object own(Property<?> property) {
        return values.get(property);
    }

    /** The value or the default; null where it has none. */
    public final <T> @Nullable T find(Property<T> property) {
        Object value = values.get(property);
        return value == null
                ? property.fallback().orElse(null)
                : property.type().cast(value);
    }

    /** The value of a property that has a default. */
    public final <T> T get(Property<T> property) {
        return Objects.requireNonNull(find(property), property.name());
    }

    /** The value, which is made where there is none. */
    public final <T> T of(Property<T> property, Supplier<T> fresh) {
        return property.type().cast(values.computeIfAbsent(property, absent -> fresh.get()));
    }

    /** All that is set, as changes of another bag. */
    public final List<Change> changes() {
        List<Change> all = new ArrayList<>();
        values.forEach((property, value) -> all.add(new Change(property, copy(value))));
        return all;
    }

    private static Object copy(Object value) {
        if (value instanceof Properties properties) {
            Properties copy = new Properties();
            copy.putAll(properties);
            return copy;
        }
        return value;
    }
}
