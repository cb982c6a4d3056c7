package dev.penstock.console.engine;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.api.TableEngine;
import org.h2.command.ddl.CreateTableData;
import org.h2.engine.SessionLocal;
import org.h2.table.Table;
import org.jspecify.annotations.Nullable;

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

    /** The snapshot of the statement that a session runs; null if it runs none. */
    static @Nullable Snapshot running(SessionLocal session) {
        for (Snapshots snapshots : OPEN.values()) {
            Snapshot snapshot = snapshots.find(session);
            if (snapshot != null) {
                return snapshot;
            }
        }
        return null;
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
