package dev.penstock.pool.instrument;

/**
 * A column of a table: an immutable value.
 *
 * @param name the name in SQL and JSON, in lower case
 * @param type the type of its values, each of which may be null
 * @param description one sentence with the unit
 */
public record StatsColumn(String name, Type type, String description) {
    /** The type of a value. The order is part of the format. */
    public enum Type {
        /** A {@link String}. */
        TEXT,
        /** A {@link Long}. */
        LONG,
        /** A {@link Double}. */
        DOUBLE,
        /** A {@link Boolean}. */
        BOOLEAN,
        /** An {@link java.time.Instant}. */
        TIME
    }
}
