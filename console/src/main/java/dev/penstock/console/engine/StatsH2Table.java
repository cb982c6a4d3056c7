package dev.penstock.console.engine;

import org.h2.command.ddl.CreateTableData;
import org.h2.engine.SessionLocal;
import org.h2.index.Index;
import org.h2.table.Column;
import org.h2.table.TableType;
import org.h2.table.VirtualTable;

/** A table of H2 whose rows are the records of pools at this moment. */
final class StatsH2Table extends VirtualTable {
    private static final long APPROXIMATION = 1_000;

    private final StatsIndex index;

    StatsH2Table(CreateTableData data, View view, Snapshots snapshots) {
        super(data.schema, data.id, data.tableName);
        setColumns(data.columns.toArray(new Column[0]));
        index = new StatsIndex(this, view, snapshots);
    }

    @Override
    public Index getScanIndex(SessionLocal session) {
        return index;
    }

    @Override
    public boolean canGetRowCount(SessionLocal session) {
        return false;
    }

    @Override
    public long getRowCount(SessionLocal session) {
        return APPROXIMATION;
    }

    @Override
    public long getRowCountApproximation(SessionLocal session) {
        return APPROXIMATION;
    }

    /** No result is ever used again for another statement. */
    @Override
    public long getMaxDataModificationId() {
        return Long.MAX_VALUE;
    }

    @Override
    public boolean isDeterministic() {
        return false;
    }

    @Override
    public TableType getTableType() {
        return TableType.EXTERNAL_TABLE_ENGINE;
    }

    /** H2 stores it with the table; the database is in memory, and never run again. */
    @Override
    public String getCreateSQL() {
        return "-- penstock." + getName();
    }

    @Override
    public boolean canDrop() {
        return true;
    }
}
