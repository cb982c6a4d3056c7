package dev.penstock.pool.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One property of a configuration: an immutable value.
 *
 * @param name as setters, {@link java.util.Properties} and the documentation have it
 * @param type of its value
 * @param fallback what it is where it is not set
 * @param range the values it takes, where it is a number
 * @param live whether it can be changed while the pool runs
 * @param instead what to use instead; empty where the property can be used
 */
public record Property<T>(
        String name, Class<T> type, Optional<T> fallback, Range range, boolean live, Optional<String> instead) {
    /**
     * The values that a number takes.
     *
     * @param least the least one
     * @param zero whether 0 will do, though it be below
     * @param unit behind the numbers, in messages
     */
    public record Range(long least, boolean zero, String unit) {
        static final Range ANY = new Range(Long.MIN_VALUE, false, "");

        /** What is wrong with a value; empty where nothing is. */
        Optional<String> fault(long value) {
            if (value < least && !(zero && value == 0)) {
                return Optional.of("must be at least " + least + unit + (zero ? ", or 0" : ""));
            }
            return value > Integer.MAX_VALUE
                    ? Optional.of("must be at most " + Integer.MAX_VALUE + unit)
                    : Optional.empty();
        }
    }

    static <T> Property<T> of(String name, Class<T> type) {
        return new Property<>(name, type, Optional.empty(), Range.ANY, false, Optional.empty());
    }

    Property<T> or(T value) {
        return new Property<>(name, type, Optional.of(value), range, live, instead);
    }

    Property<T> atLeast(long least, String unit) {
        return new Property<>(name, type, fallback, new Range(least, range.zero, unit), live, instead);
    }

    Property<T> orZero() {
        return new Property<>(name, type, fallback, new Range(range.least, true, range.unit), live, instead);
    }

    Property<T> whileRunning() {
        return new Property<>(name, type, fallback, range, true, instead);
    }

    Property<T> refused(String alternative) {
        return new Property<>(name, type, fallback, range, live, Optional.of(alternative));
    }

    /** There is one property of a name. */
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
