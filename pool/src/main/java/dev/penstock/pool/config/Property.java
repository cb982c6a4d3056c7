package dev.penstock.pool.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The definition of one property: an immutable value, equal to every other definition of the same name.
 *
 * @param name the name in setters, {@link java.util.Properties} and the documentation
 * @param type the type of its values
 * @param defaultValue the value of a property that is not set
 * @param range the values that a number may have
 * @param live whether the property can be changed while the pool runs
 * @param replacement the advice for a property that is refused; empty if the property can be used
 */
public record Property<T>(
        String name, Class<T> type, Optional<T> defaultValue, Range range, boolean live, Optional<String> replacement) {
    /**
     * The values that a number may have: an immutable value.
     *
     * @param minimum the least value
     * @param zeroAllowed whether 0 is allowed although the minimum is higher
     * @param maximum the greatest value
     * @param unit the text after numbers in messages
     */
    public record Range(long minimum, boolean zeroAllowed, long maximum, String unit) {
        static final Range ANY = new Range(Long.MIN_VALUE, false, Integer.MAX_VALUE, "");

        /** The rule that a value breaks; empty if the value is in this range. */
        Optional<String> violation(long value) {
            if (value < minimum && !(zeroAllowed && value == 0)) {
                return Optional.of("must be at least " + minimum + unit + (zeroAllowed ? ", or 0" : ""));
            }
            return value > maximum ? Optional.of("must be at most " + maximum + unit) : Optional.empty();
        }
    }

    static <T> Property<T> of(String name, Class<T> type) {
        return new Property<>(name, type, Optional.empty(), Range.ANY, false, Optional.empty());
    }

    Property<T> withDefault(T value) {
        return new Property<>(name, type, Optional.of(value), range, live, replacement);
    }

    Property<T> atLeast(long minimum, String unit) {
        return in(new Range(minimum, range.zeroAllowed, range.maximum, unit));
    }

    Property<T> orZero() {
        return in(new Range(range.minimum, true, range.maximum, range.unit));
    }

    /** The same without a greatest value. */
    Property<T> unlimited() {
        return in(new Range(range.minimum, range.zeroAllowed, Long.MAX_VALUE, range.unit));
    }

    private Property<T> in(Range changed) {
        return new Property<>(name, type, defaultValue, changed, live, replacement);
    }

    Property<T> changeable() {
        return new Property<>(name, type, defaultValue, range, true, replacement);
    }

    Property<T> refused(String advice) {
        return new Property<>(name, type, defaultValue, range, live, Optional.of(advice));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Property<?> property && name.equals(property.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
