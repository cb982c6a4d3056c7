package dev.penstock.console.engine;

import dev.penstock.console.source.StatsSource;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.engine.SessionLocal;
import org.h2.message.DbException;
import org.jspecify.annotations.Nullable;

/** The snapshot of the statement that each session of H2 runs at this moment. Thread-safe. */
public final class Snapshots {
    private final List<StatsSource> sources;
    private final Map<SessionLocal, Snapshot> running = new ConcurrentHashMap<>();

    /** No statement runs yet. */
    public Snapshots(List<StatsSource> sources) {
        this.sources = List.copyOf(sources);
    }

    /**
     * A statement with that text begins in a session.
     *
     * @param use its use of the processors, which ends after the statement
     */
    public void begin(SessionLocal session, String sql, ProcessorShare.Use use) {
        running.put(session, new Snapshot(sources, session, use, sql));
    }

    /** The statement of the session ends. */
    public void end(SessionLocal session) {
        running.remove(session);
    }

    @Nullable
    Snapshot find(SessionLocal session) {
        return running.get(session);
    }

    Snapshot of(SessionLocal session) {
        Snapshot snapshot = running.get(session);
        if (snapshot == null) {
            throw DbException.convert(new SQLException(
                    "tables of pools are read by the connections of" + " StatsDataSource alone", "0A000"));
        }
        return snapshot;
    }
}
