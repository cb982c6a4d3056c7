package dev.penstock.console.engine;

import dev.penstock.pool.instrument.TimeRange;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import org.h2.command.query.AllColumnsForPlan;
import org.h2.engine.SessionLocal;
import org.h2.index.Cursor;
import org.h2.index.IndexCondition;
import org.h2.index.VirtualTableIndex;
import org.h2.message.DbException;
import org.h2.result.SearchRow;
import org.h2.result.SortOrder;
import org.h2.table.IndexColumn;
import org.h2.table.TableFilter;
import org.h2.util.JSR310Utils;
import org.h2.value.TypeInfo;
import org.h2.value.Value;
import org.jspecify.annotations.Nullable;

/** Reads the rows of a view; of a view about the past in the time range of the statement's conditions. */
final class StatsIndex extends VirtualTableIndex {
    private static final double COST = 1_000;
    private static final double COST_OF_RANGE = 100;

    private final View view;
    private final Snapshots snapshots;

    StatsIndex(StatsH2Table table, View view, Snapshots snapshots) {
        super(
                table,
                "STATS",
                view.timeColumn()
                        .map(column -> new IndexColumn[] {new IndexColumn(table.getColumn(column))})
                        .orElseGet(() -> new IndexColumn[0]));
        this.view = view;
        this.snapshots = snapshots;
    }

    @Override
    public Cursor find(SessionLocal session, @Nullable SearchRow first, @Nullable SearchRow last, boolean reverse) {
        TimeRange range =
                new TimeRange(bound(session, first, Long.MIN_VALUE, 0), bound(session, last, Long.MAX_VALUE, 1));
        try {
            Snapshot snapshot = snapshots.of(session);
            return new StatsCursor(
                    snapshot, snapshot.rows(view, range), view.columns().size());
        } catch (IOException e) {
            throw DbException.convert(new SQLException(e.getMessage(), "08006", e));
        }
    }

    /** The bound in milliseconds, rounded away from the range: H2 checks the exact condition itself. */
    private long bound(SessionLocal session, @Nullable SearchRow row, long none, int add) {
        if (row == null || view.timeColumn().isEmpty()) {
            return none;
        }
        Value value = row.getValue(view.timeColumn().get());
        if (value == null || value.getValueType() == Value.NULL) {
            return none;
        }
        Instant moment = JSR310Utils.valueToInstant(value.convertTo(TypeInfo.TYPE_TIMESTAMP_TZ, session), session);
        return moment.toEpochMilli() + add;
    }

    @Override
    public double getCost(
            SessionLocal session,
            int @Nullable [] masks,
            TableFilter[] filters,
            int filter,
            SortOrder sortOrder,
            AllColumnsForPlan allColumns,
            boolean isSelectCommand) {
        boolean ranged = masks != null
                && view.timeColumn().isPresent()
                && (masks[view.timeColumn().get()] & (IndexCondition.RANGE | IndexCondition.EQUALITY)) != 0;
        return ranged ? COST_OF_RANGE : COST;
    }

    @Override
    public boolean canGetFirstOrLast() {
        return false;
    }

    @Override
    public String getPlanSQL() {
        return view.timeColumn().isPresent() ? "time range" : "all";
    }
}
