package dev.penstock.pool.instrument;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of one table at one moment. They do not change. Thread-safe. */
public interface StatsRows {
    /** The columns, in the order of their numbers. */
    List<StatsColumn> columns();

    /** The number of rows. */
    int size();

    /**
     * One value, of the type of its column.
     *
     * @param row from 0 on
     * @param column from 0 on
     */
    @Nullable
    Object value(int row, int column);
}
