package dev.penstock.pool.config;

import dev.penstock.pool.instrument.PoolReadings;
import dev.penstock.waits.text.ForeignText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A property of a configuration as it may be shown: an immutable value without secrets.
 *
 * @param property the property
 * @param value its value as text: the names only of the driver's properties, and the class only of an object; empty if
 *     there is no value, or if it is hidden
 * @param set whether the property is set, even if to its default
 * @param hidden whether it has a value that may contain a secret
 */
public record ListedProperty(Property<?> property, Optional<String> value, boolean set, boolean hidden) {
    /** The properties whose text may contain a password, a token or a literal of SQL. */
    private static final Set<Property<?>> SECRET = Set.of(
            PropertyTable.PASSWORD,
            PropertyTable.CONSOLE_TOKEN,
            PropertyTable.JDBC_URL,
            PropertyTable.CONNECTION_INIT_SQL,
            PropertyTable.CONNECTION_TEST_QUERY,
            PropertyTable.CONNECTION_RESET_QUERY);

    private static final int MAX_TEXT = 1_000;

    /** All properties that can be set, in the order of their declaration. */
    static List<ListedProperty> all(PropertyMap properties) {
        List<ListedProperty> all = new ArrayList<>();
        for (Property<?> property : PropertyTable.all()) {
            if (property.replacement().isEmpty()) {
                all.add(of(property, properties.find(property), properties.isSet(property)));
            }
        }
        return List.copyOf(all);
    }

    private static ListedProperty of(Property<?> property, @Nullable Object value, boolean set) {
        boolean hidden = value != null && SECRET.contains(property);
        Optional<String> shown = value == null || hidden ? Optional.empty() : Optional.of(text(value));
        return new ListedProperty(property, shown, set, hidden);
    }

    /** The property as the readings of a pool have it. */
    public PoolReadings.Setting reading() {
        return new PoolReadings.Setting(property.name(), value, set, property.live(), hidden);
    }

    private static String text(Object value) {
        if (value instanceof Properties driver) {
            return ForeignText.line(new TreeSet<>(driver.stringPropertyNames()).toString(), MAX_TEXT);
        }
        boolean simple = value instanceof String || value instanceof Number || value instanceof Boolean;
        return ForeignText.line(simple ? value.toString() : value.getClass().getName(), MAX_TEXT);
    }
}
