package dev.penstock.console.engine;

import dev.penstock.console.source.StatsSource;
import dev.penstock.pool.instrument.StatsColumn;
import dev.penstock.pool.instrument.StatsRecords;
import dev.penstock.pool.instrument.StatsRows;
import dev.penstock.pool.instrument.TimeRange;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.h2.engine.SessionLocal;
import org.h2.message.DbException;

/**
 * The records that one statement sees. Used by one thread.
 *
 * <p>Tables about the present that the statement's text names are read together, once. A table about the past is read
 * in the time range that the statement asks for. If the statement asks for another range too, the time between is
 * read as well, and each moment keeps the rows of the reading that covered it first. Therefore a table that is joined
 * to itself agrees with itself.
 */
final class Snapshot {
    /** Rows of one pool. */
    record Part(String pool, StatsRows rows) {
        /** No rows of no pool. */
        static final Part NONE = new Part("", new StatsRows() {
            @Override
            public List<StatsColumn> columns() {
                return List.of();
            }

            @Override
            public int size() {
                return 0;
            }

            @Override
            public Object value(int row, int column) {
                throw new IndexOutOfBoundsException(row);
            }
        });
    }

    private static final int ROWS_A_CHECK = 1_024;

    /** A join may ask for another range with each row. */
    private static final int MOST_READINGS = 4;

    private final List<StatsSource> sources;
    private final SessionLocal session;
    private final ProcessorShare.Use use;
    private final ValueCache values;
    private final Set<String> named = new LinkedHashSet<>();
    private final Map<String, List<Part>> present = new HashMap<>();
    private final Map<String, Past> past = new HashMap<>();
    private final Map<String, String> explained = new HashMap<>();
    private int untilCheck = ROWS_A_CHECK;

    /** What was read of a table about the past. */
    private record Past(TimeRange covered, List<Part> parts, int readings) {}

    /** The records for a statement with that text in a session. */
    Snapshot(List<StatsSource> sources, SessionLocal session, ProcessorShare.Use use, String sql) {
        this.sources = sources;
        this.session = session;
        this.use = use;
        this.values = new ValueCache(session);
        String text = sql.toLowerCase(Locale.ROOT);
        for (View view : View.views()) {
            if (view.timeColumn().isEmpty() && text.contains(view.name())) {
                named.add(view.name());
            }
        }
    }

    /** The rows of a view, in the order of pools and then of time. */
    List<Part> rows(View view, TimeRange wanted) throws IOException {
        return view.timeColumn().isPresent() ? past(view.name(), wanted) : present(view.name());
    }

    private List<Part> present(String table) throws IOException {
        if (!present.containsKey(table)) {
            Set<String> tables = new LinkedHashSet<>(named);
            tables.removeAll(present.keySet());
            tables.add(table);
            for (StatsSource source : sources) {
                StatsRecords records = source.read(tables, TimeRange.ALL);
                records.tables()
                        .forEach((name, rows) -> present.computeIfAbsent(name, key -> new ArrayList<>())
                                .add(new Part(source.pool(), rows)));
            }
            tables.forEach(name -> present.putIfAbsent(name, List.of()));
        }
        return present.getOrDefault(table, List.of());
    }

    private List<Part> past(String table, TimeRange wanted) throws IOException {
        Past known = past.get(table);
        if (known == null) {
            known = new Past(wanted, read(table, wanted), 1);
        } else if (!known.covered.contains(wanted)) {
            known = extended(table, known, wanted);
        }
        past.put(table, known);
        return known.parts;
    }

    /** Reads the time before and after the present rows; after several such readings, the whole time. */
    private Past extended(String table, Past known, TimeRange wanted) throws IOException {
        TimeRange covered = known.covered;
        boolean all = known.readings >= MOST_READINGS;
        long from = all ? Long.MIN_VALUE : Math.min(wanted.fromMillis(), covered.fromMillis());
        long to = all ? Long.MAX_VALUE : Math.max(wanted.toMillis(), covered.toMillis());
        List<Part> parts = new ArrayList<>(known.parts);
        if (covered.fromMillis() > from) {
            parts.addAll(0, read(table, new TimeRange(from, covered.fromMillis() - 1)));
        }
        if (covered.toMillis() < to) {
            parts.addAll(read(table, new TimeRange(covered.toMillis() + 1, to)));
        }
        return new Past(new TimeRange(from, to), parts, known.readings + 1);
    }

    /** The statement reads a row, or begins to read a table. It pauses if it has used too much of the processors. */
    void countRow() {
        untilCheck--;
        if (untilCheck == 0) {
            untilCheck = ROWS_A_CHECK;
            try {
                use.checkShare(session::checkCanceled);
            } catch (SQLException e) {
                throw DbException.convert(e);
            }
        }
    }

    /** The values of H2 for the values of these records. */
    ValueCache values() {
        return values;
    }

    /** The names of the pools. */
    List<String> pools() {
        return sources.stream().map(StatsSource::pool).toList();
    }

    /** The page of the pool that knows the claim; otherwise the sentence of the first pool. */
    String explain(String claim) throws IOException {
        String known = explained.get(claim);
        if (known == null) {
            for (StatsSource source : sources) {
                String text = source.explain(claim);
                known = known == null || text.contains("\n") ? text : known;
            }
            known = known == null ? "" : known;
            explained.put(claim, known);
        }
        return known;
    }

    /** The last claim that this thread holds in any pool. */
    String currentClaim() throws IOException {
        for (StatsSource source : sources) {
            Optional<String> claim = source.currentClaim();
            if (claim.isPresent()) {
                return claim.get();
            }
        }
        throw new IOException("this thread holds no claim of " + String.join(", ", pools())
                + ": call current_claim() in the thread that called getConnection(), before close()");
    }

    private List<Part> read(String table, TimeRange range) throws IOException {
        List<Part> parts = new ArrayList<>();
        for (StatsSource source : sources) {
            StatsRows rows = source.read(Set.of(table), range).tables().get(table);
            if (rows != null) {
                parts.add(new Part(source.pool(), rows));
            }
        }
        return parts;
    }
}
