package dev.penstock.pool.instrument;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A table of the catalogue: its name, its columns, and how to read them from a pool. An immutable value.
 *
 * @param <R> the source of one row
 */
public final class StatsTable<R> {
    private final String name;
    private final String description;
    private final Optional<String> timeColumn;
    private final List<StatsColumn> columns;
    private final List<Function<R, ? extends @Nullable Object>> values;
    private final Function<Reading, List<R>> rows;

    private StatsTable(Builder<R> builder, Function<Reading, List<R>> rows) {
        this.name = builder.name;
        this.description = builder.description;
        this.timeColumn = Optional.ofNullable(builder.timeColumn);
        this.columns = List.copyOf(builder.columns);
        this.values = List.copyOf(builder.values);
        this.rows = rows;
    }

    /** The name in SQL and JSON, in lower case. */
    public String name() {
        return name;
    }

    /** One sentence: what a row is. */
    public String description() {
        return description;
    }

    /** The columns. */
    public List<StatsColumn> columns() {
        return columns;
    }

    /** The column by which a {@link TimeRange} restricts the rows; empty if the table is about the present. */
    public Optional<String> timeColumn() {
        return timeColumn;
    }

    /** The rows at this moment. Values are computed when they are asked for. */
    StatsRows read(Reading reading) {
        List<R> found = rows.apply(reading);
        return new StatsRows() {
            @Override
            public List<StatsColumn> columns() {
                return columns;
            }

            @Override
            public int size() {
                return found.size();
            }

            @Override
            public @Nullable Object value(int row, int column) {
                return values.get(column).apply(found.get(row));
            }
        };
    }

    @Override
    public String toString() {
        return name;
    }

    /** A table without columns yet. */
    static <R> Builder<R> named(String name, String description) {
        return new Builder<>(name, description);
    }

    /** Collects the columns of a table. Not thread-safe. */
    static final class Builder<R> {
        private static final double NANOS_A_SECOND = 1e9;

        private final String name;
        private final String description;
        private final List<StatsColumn> columns = new ArrayList<>();
        private final List<Function<R, ? extends @Nullable Object>> values = new ArrayList<>();
        private @Nullable String timeColumn;

        private Builder(String name, String description) {
            this.name = name;
            this.description = description;
        }

        private Builder<R> add(
                String column, StatsColumn.Type type, String text, Function<R, ? extends @Nullable Object> value) {
            columns.add(new StatsColumn(column, type, text));
            values.add(value);
            return this;
        }

        Builder<R> text(String column, String text, Function<R, String> value) {
            return add(column, StatsColumn.Type.TEXT, text, value);
        }

        Builder<R> optionalText(String column, String text, Function<R, Optional<String>> value) {
            return add(column, StatsColumn.Type.TEXT, text, row -> orNull(value.apply(row)));
        }

        private static @Nullable String orNull(Optional<String> value) {
            return value.isPresent() ? value.get() : null;
        }

        Builder<R> number(String column, String text, Function<R, Long> value) {
            return add(column, StatsColumn.Type.LONG, text, value);
        }

        Builder<R> optionalNumber(String column, String text, Function<R, OptionalLong> value) {
            return add(column, StatsColumn.Type.LONG, text, row -> boxed(value.apply(row)));
        }

        private static @Nullable Long boxed(OptionalLong value) {
            return value.isPresent() ? (Long) value.getAsLong() : null;
        }

        Builder<R> real(String column, String text, Function<R, Double> value) {
            return add(column, StatsColumn.Type.DOUBLE, text, value);
        }

        Builder<R> optionalReal(String column, String text, Function<R, OptionalDouble> value) {
            return add(column, StatsColumn.Type.DOUBLE, text, row -> boxed(value.apply(row)));
        }

        private static @Nullable Double boxed(OptionalDouble value) {
            return value.isPresent() ? (Double) value.getAsDouble() : null;
        }

        Builder<R> flag(String column, String text, Function<R, Boolean> value) {
            return add(column, StatsColumn.Type.BOOLEAN, text, value);
        }

        Builder<R> moment(String column, String text, Function<R, Optional<Instant>> value) {
            return add(
                    column,
                    StatsColumn.Type.TIME,
                    text,
                    row -> value.apply(row).isPresent() ? value.apply(row).get() : null);
        }

        /** The column by which a time range restricts the rows. */
        Builder<R> time(String column, String text, Function<R, Instant> value) {
            timeColumn = column;
            return add(column, StatsColumn.Type.TIME, text, value);
        }

        /** Two columns: {@code NAME_seconds} and the raw {@code NAME_nanos}. */
        Builder<R> duration(String prefix, String text, Function<R, OptionalLong> nanos) {
            return add(prefix + "_seconds", StatsColumn.Type.DOUBLE, text + ", in seconds", row -> {
                        OptionalLong value = nanos.apply(row);
                        return value.isPresent() ? (Double) (value.getAsLong() / NANOS_A_SECOND) : null;
                    })
                    .optionalNumber(prefix + "_nanos", "The same in nanoseconds", nanos);
        }

        /** The table, whose rows {@code rows} reads. */
        StatsTable<R> from(Function<Reading, List<R>> rows) {
            return new StatsTable<>(this, rows);
        }
    }
}
