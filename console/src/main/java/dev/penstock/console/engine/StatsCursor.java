package dev.penstock.console.engine;

import java.util.List;
import org.h2.index.Cursor;
import org.h2.result.Row;
import org.h2.result.SearchRow;
import org.h2.value.Value;
import org.h2.value.ValueBigint;

/**
 * Goes over the rows of a snapshot. A value is converted if the statement asks for it. Used by one thread.
 *
 * <p>All rows are one object, which shows the present row: H2 takes the values that it keeps, and never keeps a row.
 */
final class StatsCursor implements Cursor {
    private final Snapshot snapshot;
    private final List<Snapshot.Part> parts;
    private final PresentRow present;
    private int part = -1;
    private int size;

    /**
     * A cursor before the first row.
     *
     * @param columns the number of columns, that of the pool's name included
     */
    StatsCursor(Snapshot snapshot, List<Snapshot.Part> parts, int columns) {
        this.snapshot = snapshot;
        this.parts = parts;
        this.present = new PresentRow(snapshot.values(), columns);
    }

    @Override
    public boolean next() {
        snapshot.countRow();
        present.row++;
        while (present.row >= size) {
            part++;
            if (part >= parts.size()) {
                return false;
            }
            present.begin(parts.get(part));
            size = present.part.rows().size();
        }
        return true;
    }

    @Override
    public Row get() {
        return present;
    }

    @Override
    public SearchRow getSearchRow() {
        return present;
    }

    @Override
    public boolean previous() {
        throw new UnsupportedOperationException("rows are read in their order");
    }

    /** The row at which the cursor is. It cannot be changed. */
    private static final class PresentRow extends Row {
        private static final int MEMORY = 256;

        private final ValueCache values;
        private final int columns;
        private Snapshot.Part part;
        private int row = -1;

        PresentRow(ValueCache values, int columns) {
            this.values = values;
            this.columns = columns;
            this.part = Snapshot.Part.NONE;
        }

        void begin(Snapshot.Part next) {
            part = next;
            row = 0;
        }

        @Override
        public int getColumnCount() {
            return columns;
        }

        @Override
        public Value getValue(int column) {
            if (column < 0) {
                return ValueBigint.get(row);
            }
            return values.of(column == 0 ? part.pool() : part.rows().value(row, column - 1));
        }

        @Override
        public void setValue(int column, Value value) {
            throw new UnsupportedOperationException("records do not change");
        }

        @Override
        public int getMemory() {
            return MEMORY;
        }

        @Override
        public void copyFrom(SearchRow source) {
            throw new UnsupportedOperationException("records do not change");
        }

        @Override
        public Value[] getValueList() {
            Value[] all = new Value[columns];
            for (int column = 0; column < all.length; column++) {
                all[column] = getValue(column);
            }
            return all;
        }
    }
}
