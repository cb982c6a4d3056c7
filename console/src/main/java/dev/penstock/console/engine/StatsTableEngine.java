package dev.penstock.console.engine;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.api.TableEngine;
import org.h2.command.ddl.CreateTableData;
import org.h2.table.Table;

/** Makes the tables of a database. H2 finds this class by its name; nobody else uses it. */
public final class StatsTableEngine implements TableEngine {
    /** The open databases by their random key. */
    private static final Map<String, Snapshots> OPEN = new ConcurrentHashMap<>();

    /** For H2. */
    public StatsTableEngine() {}

    /** Lets the tables of a database read from the pools. */
    public static void open(String key, Snapshots snapshots) {
        OPEN.put(key, snapshots);
    }

    /** Ends that. */
    public static void close(String key) {
        OPEN.remove(key);
    }

    @Override
    public Table createTable(CreateTableData data) {
        List<String> parameters = data.tableEngineParams;
        Snapshots snapshots = parameters == null || parameters.isEmpty() ? null : OPEN.get(parameters.get(0));
        if (snapshots == null) {
            throw new IllegalArgumentException("tables of this engine are made by StatsDataSource alone");
        }
        View view = View.views().stream()
                .filter(candidate -> candidate.name().equals(data.tableName))
                .findFirst()
                .orElseThrow();
        return new StatsH2Table(data, view, snapshots);
    }
}
