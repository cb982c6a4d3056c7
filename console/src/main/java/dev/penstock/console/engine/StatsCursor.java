package dev.penstock.console.engine;

import java.time.Instant;
import java.util.List;
import org.h2.engine.SessionLocal;
import org.h2.index.Cursor;
import org.h2.result.Row;
import org.h2.result.SearchRow;
import org.h2.util.JSR310Utils;
import org.h2.value.Value;
import org.h2.value.ValueBigint;
import org.h2.value.ValueBoolean;
import org.h2.value.ValueDouble;
import org.h2.value.ValueNull;
import org.h2.value.ValueVarchar;
import org.jspecify.annotations.Nullable;

/** Goes over the rows of a snapshot. A value is converted if the statement asks for it. Used by one thread. */
final class StatsCursor implements Cursor {
    private final SessionLocal session;
    private final List<Snapshot.Part> parts;
    private final int columns;
    private int part;
    private int row = -1;

    StatsCursor(SessionLocal session, List<Snapshot.Part> parts, int columns) {
        this.session = session;
        this.parts = parts;
        this.columns = columns;
    }

    @Override
    public boolean next() {
        row++;
        while (part < parts.size() && row >= parts.get(part).rows().size()) {
            part++;
            row = 0;
        }
        return part < parts.size();
    }

    @Override
    public Row get() {
        return new LazyRow(session, parts.get(part), row, columns);
    }

    @Override
    public SearchRow getSearchRow() {
        return get();
    }

    @Override
    public boolean previous() {
        throw new UnsupportedOperationException("rows are read in their order");
    }

    private static final class LazyRow extends Row {
        private static final int MEMORY = 256;

        private final SessionLocal session;
        private final Snapshot.Part part;
        private final int row;
        private final @Nullable Value[] values;

        LazyRow(SessionLocal session, Snapshot.Part part, int row, int columns) {
            this.session = session;
            this.part = part;
            this.row = row;
            this.values = new @Nullable Value[columns];
        }

        @Override
        public int getColumnCount() {
            return values.length;
        }

        @Override
        public Value getValue(int column) {
            if (column < 0) {
                return ValueBigint.get(row);
            }
            Value known = values[column];
            if (known == null) {
                known = convert(column == 0 ? part.pool() : part.rows().value(row, column - 1));
                values[column] = known;
            }
            return known;
        }

        private Value convert(@Nullable Object value) {
            if (value instanceof String text) {
                return ValueVarchar.get(text, session);
            }
            if (value instanceof Long number) {
                return ValueBigint.get(number);
            }
            if (value instanceof Double real) {
                return ValueDouble.get(real);
            }
            if (value instanceof Boolean flag) {
                return ValueBoolean.get(flag);
            }
            return value instanceof Instant moment ? JSR310Utils.instantToValue(moment) : ValueNull.INSTANCE;
        }

        @Override
        public void setValue(int column, Value value) {
            values[column] = value;
        }

        @Override
        public int getMemory() {
            return MEMORY;
        }

        @Override
        public void copyFrom(SearchRow source) {
            for (int column = 0; column < values.length; column++) {
                values[column] = source.getValue(column);
            }
        }

        @Override
        public Value[] getValueList() {
            Value[] all = new Value[values.length];
            for (int column = 0; column < all.length; column++) {
                all[column] = getValue(column);
            }
            return all;
        }
    }
}
