package dev.penstock.pool.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The values of one configuration, by property. Each method is thread-safe; several changes are not atomic. */
public final class PropertyMap {
    private final Map<Property<?>, Object> values = new ConcurrentHashMap<>();

    /** Creates a map in which no property is set. */
    public PropertyMap() {}

    /**
     * A new value of a property: an immutable value.
     *
     * @param property the property to change
     * @param value a value of the property's type; null restores the default
     */
    public record Change(Property<?> property, @Nullable Object value) {
        /** The name of the property alone, because the value may be a password. */
        @Override
        public String toString() {
            return "change of " + property;
        }
    }

    /** Sets a property; null restores the default. */
    public <T> void set(Property<T> property, @Nullable T value) {
        apply(new Change(property, value));
    }

    /** Makes all changes, one after the other. */
    public void apply(List<Change> changes) {
        changes.forEach(this::apply);
    }

    private void apply(Change change) {
        if (change.value == null) {
            values.remove(change.property);
        } else {
            values.put(change.property, change.value);
        }
    }

    /** Whether the property is set, even if to its default. */
    public boolean isSet(Property<?> property) {
        return values.containsKey(property);
    }

    /** The value that the property is set to; null if it is not set. */
    public @Nullable Object explicitValue(Property<?> property) {
        return values.get(property);
    }

    /** The value, or the default of a property that is not set; null if the property has no default either. */
    public <T> @Nullable T find(Property<T> property) {
        Object value = values.get(property);
        return value == null
                ? property.defaultValue().orElse(null)
                : property.type().cast(value);
    }

    /** The value of a property that is set or has a default. */
    public <T> T get(Property<T> property) {
        return Objects.requireNonNull(find(property), property.name());
    }

    /** The value of a property in milliseconds. */
    public Duration getDuration(Property<Long> property) {
        return Duration.ofMillis(get(property));
    }

    /**
     * The constant that a property names in lower case.
     *
     * @throws IllegalArgumentException if there is no such constant; {@link SettingsCheck} reports that first
     */
    public <E extends Enum<E>> E getConstant(Property<String> property, Class<E> type) {
        return Enum.valueOf(type, get(property).toUpperCase(Locale.ROOT));
    }

    /** The value; a property without a value is first set to a new one. */
    public <T> T getOrCreate(Property<T> property, Supplier<T> creator) {
        return property.type().cast(values.computeIfAbsent(property, absent -> creator.get()));
    }

    /** The present values of the changed properties, as the changes that restore them. */
    public List<Change> restoring(List<Change> changes) {
        return changes.stream()
                .map(change -> new Change(change.property(), values.get(change.property())))
                .toList();
    }

    /** All values that are set, as changes of another map. Values of type {@link Properties} are copied. */
    public List<Change> changes() {
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
