package dev.penstock.console.engine;

import dev.penstock.console.engine.Functions.Span;
import dev.penstock.pool.instrument.StatsRows;
import dev.penstock.pool.instrument.TimeRange;
import dev.penstock.waits.WaitEvent;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Computes the rows of the functions about the load from the snapshot of a statement. Used by one thread. */
final class LoadReader {
    private static final String TOTAL = "total";
    private static final String NO_DATA = "02000";
    private static final String BAD_ARGUMENT = "22023";
    private static final double PERCENT = 100;
    private static final Map<String, Long> PERIODS = new LinkedHashMap<>();

    static {
        PERIODS.put("1 minute", 60_000L);
        PERIODS.put("5 minutes", 300_000L);
        PERIODS.put("15 minutes", 900_000L);
        PERIODS.put("1 hour", 3_600_000L);
    }

    private final Snapshot snapshot;
    private final View timeline = View.named("load_timeline");

    LoadReader(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    /** The seconds of one pool in a time range: for each name the time of its claims, and its load by second. */
    private static final class Seconds {
        private final Map<Instant, Double> covered = new TreeMap<>();
        private final Map<String, Map<Instant, Double>> loads = new TreeMap<>();

        void add(Instant at, String name, double load) {
            loads.computeIfAbsent(name, any -> new HashMap<>()).merge(at, load, Double::sum);
        }

        double recordedSeconds() {
            return covered.values().stream().mapToDouble(seconds -> seconds).sum();
        }

        /** The average, weighted by the length of the seconds. A second without the name counts as 0. */
        double average(String name) {
            double sum = 0;
            for (Map.Entry<Instant, Double> second :
                    loads.getOrDefault(name, Map.of()).entrySet()) {
                sum += second.getValue() * covered.getOrDefault(second.getKey(), 1.0);
            }
            return sum / recordedSeconds();
        }

        double percentile(String name, double share) {
            double[] sorted = new double[covered.size()];
            int next = 0;
            for (Instant second : covered.keySet()) {
                sorted[next++] = loads.getOrDefault(name, Map.of()).getOrDefault(second, 0.0);
            }
            Arrays.sort(sorted);
            return sorted[(int) Math.ceil(share * sorted.length) - 1];
        }
    }

    List<@Nullable Object[]> periods() throws IOException, SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Snapshot.Part pool : snapshot.rows(View.named("pools"), TimeRange.ALL)) {
            long now = moment(pool.rows(), 0, "sample_time").toEpochMilli();
            for (Map.Entry<String, Long> period : PERIODS.entrySet()) {
                Span span = new Span(now - period.getValue() + 1, now);
                Seconds seconds = seconds(pool.pool(), "event", span);
                rows.add(new @Nullable Object[] {
                    pool.pool(),
                    period.getKey(),
                    Span.time(span.fromMillis() - 1),
                    Span.time(now),
                    seconds.recordedSeconds(),
                    seconds.average(TOTAL),
                    seconds.percentile(TOTAL, 1),
                    seconds.percentile(TOTAL, 0.99),
                    seconds.loads.keySet().stream()
                            .filter(LoadReader::isPartOfClaim)
                            .max(Comparator.comparingDouble(seconds::average))
                            .orElse(null)
                });
            }
        }
        return rows;
    }

    List<@Nullable Object[]> top(String dimension, Span span) throws IOException, SQLException {
        boolean exact = List.of("event", "class", "backend").contains(dimension);
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (String pool : snapshot.pools()) {
            Seconds seconds = seconds(pool, exact ? dimension : TOTAL, span);
            if (!exact) {
                addSamples(seconds, pool, dimension, span);
            }
            double total = seconds.average(TOTAL);
            for (String name : seconds.loads.keySet()) {
                boolean ofClaims = !dimension.equals("event") || isPartOfClaim(name);
                if (!name.equals(TOTAL)) {
                    rows.add(new @Nullable Object[] {
                        pool,
                        name.isEmpty() ? null : name,
                        seconds.average(name),
                        seconds.percentile(name, 1),
                        seconds.percentile(name, 0.99),
                        ofClaims && total > 0 ? PERCENT * seconds.average(name) / total : null,
                        exact
                    });
                }
            }
        }
        rows.sort(Comparator.comparingDouble((@Nullable Object[] row) -> -real(row[2])));
        return rows;
    }

    List<@Nullable Object[]> compare(Span first, Span second) throws IOException, SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (String pool : snapshot.pools()) {
            Seconds before = seconds(pool, "event", first);
            Seconds after = seconds(pool, "event", second);
            List<String> names = new ArrayList<>(before.loads.keySet());
            after.loads.keySet().stream()
                    .filter(name -> !before.loads.containsKey(name))
                    .forEach(names::add);
            for (String name : names) {
                double was = before.average(name);
                double is = after.average(name);
                rows.add(new @Nullable Object[] {pool, name, was, is, is - was, was == 0 ? null : is / was});
            }
        }
        rows.sort(Comparator.comparingDouble((@Nullable Object[] row) -> -Math.abs(real(row[4]))));
        return rows;
    }

    private static double real(@Nullable Object value) {
        return value instanceof Double real ? real : 0;
    }

    /** Whether an event has its own part of the time of claims; the events that contain it are left out. */
    private static boolean isPartOfClaim(String name) {
        return event(name).flatMap(WaitEvent::parent).stream().anyMatch(LoadReader::isWhole);
    }

    private static boolean isWhole(WaitEvent event) {
        return event == WaitEvent.CLAIM_ACQUIRE || event == WaitEvent.CLAIM_HOLD || event == WaitEvent.CLAIM_RELEASE;
    }

    private static Optional<WaitEvent> event(String name) {
        return Arrays.stream(WaitEvent.values())
                .filter(event -> event.label().equals(name))
                .findFirst();
    }

    private Seconds seconds(String pool, String dimension, Span span) throws IOException, SQLException {
        Seconds seconds = new Seconds();
        for (StatsRows rows : parts(timeline, pool, span)) {
            for (int row = 0; row < rows.size(); row++) {
                Instant at = moment(rows, row, "sample_time");
                if (contains(span, at)) {
                    add(seconds, at, rows, row, dimension);
                }
            }
        }
        if (seconds.covered.isEmpty()) {
            throw new SQLException(
                    "pool " + pool + " has no record of a second in that time: see the column oldest of the view"
                            + " records; a second is recorded when it ends",
                    NO_DATA);
        }
        return seconds;
    }

    private static void add(Seconds seconds, Instant at, StatsRows rows, int row, String dimension) {
        String kind = text(rows, row, "dimension");
        String name = text(rows, row, "name");
        double load = real(rows.value(row, column(rows, "load")));
        if (kind.equals(TOTAL)) {
            seconds.covered.put(at, real(rows.value(row, column(rows, "covered_seconds"))));
            seconds.add(at, TOTAL, load);
        } else if (kind.equals("event") && dimension.equals("class")) {
            if (isPartOfClaim(name)) {
                seconds.add(at, text(rows, row, "wait_class"), load);
            }
        } else if (kind.equals(dimension)
                && event(name).filter(LoadReader::isWhole).isEmpty()) {
            seconds.add(at, name, load);
        }
    }

    /** Adds the samples of each second; a second of the timeline without samples counts as 0. */
    private void addSamples(Seconds seconds, String pool, String dimension, Span span)
            throws IOException, SQLException {
        View samples = View.named("samples");
        String wanted = dimension.equals("claim") ? "claim_id" : dimension;
        if (samples.columns().stream().noneMatch(column -> column.name().equals(wanted))) {
            throw new SQLException(
                    "there is no dimension '" + dimension + "': use event, class, backend, operation, frame, claim,"
                            + " slot or a column of samples",
                    BAD_ARGUMENT);
        }
        Map<Instant, Double> ticks = new TreeMap<>(seconds.covered);
        for (StatsRows rows : parts(samples, pool, span)) {
            for (int row = 0; row < rows.size(); row++) {
                Instant at = moment(rows, row, "sample_time");
                if (contains(span, at)) {
                    Object value = rows.value(row, column(rows, wanted));
                    Instant second = nearest(ticks, at);
                    String name = value == null ? "" : value.toString();
                    seconds.add(second, name, real(rows.value(row, column(rows, "sample_weight"))));
                }
            }
        }
    }

    /** The second of the timeline that a sample belongs to: both are taken by the same thread, one after the other. */
    private static Instant nearest(Map<Instant, Double> ticks, Instant at) {
        TreeMap<Instant, Double> sorted = (TreeMap<Instant, Double>) ticks;
        Instant before = sorted.floorKey(at);
        Instant after = sorted.ceilingKey(at);
        if (before == null || after == null) {
            return before == null ? sorted.firstKey() : sorted.lastKey();
        }
        return at.toEpochMilli() - before.toEpochMilli() <= after.toEpochMilli() - at.toEpochMilli() ? before : after;
    }

    private List<StatsRows> parts(View view, String pool, Span span) throws IOException {
        return snapshot.rows(view, new TimeRange(span.fromMillis(), span.toMillis())).stream()
                .filter(part -> part.pool().equals(pool))
                .map(Snapshot.Part::rows)
                .toList();
    }

    private static boolean contains(Span span, Instant at) {
        long millis = at.toEpochMilli();
        return span.fromMillis() <= millis && millis <= span.toMillis();
    }

    private static int column(StatsRows rows, String name) {
        for (int column = 0; column < rows.columns().size(); column++) {
            if (rows.columns().get(column).name().equals(name)) {
                return column;
            }
        }
        throw new IllegalStateException("the records have no column " + name);
    }

    private static String text(StatsRows rows, int row, String name) {
        return rows.value(row, column(rows, name)) instanceof String text ? text : "";
    }

    private static Instant moment(StatsRows rows, int row, String name) {
        return rows.value(row, column(rows, name)) instanceof Instant moment ? moment : Instant.EPOCH;
    }
}
