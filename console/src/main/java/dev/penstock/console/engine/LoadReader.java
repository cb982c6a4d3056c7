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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
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

    /** The seconds of one pool in a time range: for each name its load by second. */
    private static final class Seconds {
        private static final int FIRST_CAPACITY = 64;

        private final NavigableMap<Instant, Integer> numbers = new TreeMap<>();
        private final Map<String, double[]> loads = new TreeMap<>();

        /** The length of each second. */
        private double[] covered = new double[FIRST_CAPACITY];

        /** A second begins that is {@code length} seconds long. */
        void add(Instant at, double length) {
            int number = numbers.size();
            if (number == covered.length) {
                covered = Arrays.copyOf(covered, 2 * number);
            }
            covered[number] = length;
            numbers.put(at, number);
        }

        void add(int second, String name, double load) {
            double[] known = loads.get(name);
            if (known == null || known.length <= second) {
                known = known == null ? new double[covered.length] : Arrays.copyOf(known, covered.length);
                loads.put(name, known);
            }
            known[second] += load;
        }

        /** The load of a name in each second; a second without the name counts as 0. */
        private double[] loads(String name) {
            return Arrays.copyOf(loads.getOrDefault(name, new double[0]), numbers.size());
        }

        double recordedSeconds() {
            return Arrays.stream(covered, 0, numbers.size()).sum();
        }

        /** The average, weighted by the length of the seconds. */
        double average(String name) {
            double[] values = loads(name);
            double sum = 0;
            for (int second = 0; second < values.length; second++) {
                sum += values[second] * covered[second];
            }
            return sum / recordedSeconds();
        }

        double percentile(String name, double share) {
            double[] sorted = loads(name);
            Arrays.sort(sorted);
            return sorted[(int) Math.ceil(share * sorted.length) - 1];
        }
    }

    List<@Nullable Object[]> periods() throws IOException, SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Snapshot.Part pool : snapshot.rows(View.named("pools"), TimeRange.ALL)) {
            long now =
                    moment(pool.rows(), 0, column(pool.rows(), "sample_time")).toEpochMilli();
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
            Columns columns = new Columns(rows);
            for (int row = 0; row < rows.size(); row++) {
                Instant at = moment(rows, row, columns.time);
                if (contains(span, at)) {
                    columns.add(seconds, at, row, dimension);
                }
            }
        }
        if (seconds.numbers.isEmpty()) {
            throw new SQLException(
                    "pool " + pool + " has no record of a second in that time: see the column oldest of the view"
                            + " records; a second is recorded when it ends",
                    NO_DATA);
        }
        return seconds;
    }

    /** Rows of the timeline, and the numbers of their columns. */
    private static final class Columns {
        private final StatsRows rows;
        private final int time;
        private final int dimension;
        private final int name;
        private final int waitClass;
        private final int load;
        private final int covered;

        Columns(StatsRows rows) {
            this.rows = rows;
            this.time = column(rows, "sample_time");
            this.dimension = column(rows, "dimension");
            this.name = column(rows, "name");
            this.waitClass = column(rows, "wait_class");
            this.load = column(rows, "load");
            this.covered = column(rows, "covered_seconds");
        }

        /** Adds a row if it is of the wanted dimension. The total of a second comes before its other rows. */
        void add(Seconds seconds, Instant at, int row, String wanted) {
            String kind = text(rows, row, dimension);
            if (kind.equals(TOTAL)) {
                seconds.add(at, real(rows.value(row, covered)));
            }
            Integer second = seconds.numbers.get(at);
            String label = text(rows, row, name);
            boolean byClass = kind.equals("event") && wanted.equals("class");
            boolean counts = byClass
                    ? isPartOfClaim(label)
                    : kind.equals(TOTAL)
                            || (kind.equals(wanted)
                                    && event(label).filter(LoadReader::isWhole).isEmpty());
            if (second != null && counts) {
                seconds.add(second, byClass ? text(rows, row, waitClass) : label, real(rows.value(row, load)));
            }
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
        for (StatsRows rows : parts(samples, pool, span)) {
            int time = column(rows, "sample_time");
            int weight = column(rows, "sample_weight");
            int name = column(rows, wanted);
            Instant last = Instant.MIN;
            int second = 0;
            for (int row = 0; row < rows.size(); row++) {
                Instant at = moment(rows, row, time);
                if (contains(span, at)) {
                    second = at.equals(last) ? second : nearest(seconds.numbers, at);
                    last = at;
                    Object value = rows.value(row, name);
                    seconds.add(second, value == null ? "" : value.toString(), real(rows.value(row, weight)));
                }
            }
        }
    }

    /** The second of the timeline that a sample belongs to: both are taken by the same thread, one after the other. */
    private static int nearest(NavigableMap<Instant, Integer> seconds, Instant at) {
        Map.Entry<Instant, Integer> before = seconds.floorEntry(at);
        Map.Entry<Instant, Integer> after = seconds.ceilingEntry(at);
        if (before == null || after == null) {
            return (before == null ? seconds.firstEntry() : before).getValue();
        }
        long passed = at.toEpochMilli() - before.getKey().toEpochMilli();
        long left = after.getKey().toEpochMilli() - at.toEpochMilli();
        return (passed <= left ? before : after).getValue();
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

    private static String text(StatsRows rows, int row, int column) {
        return rows.value(row, column) instanceof String text ? text : "";
    }

    private static Instant moment(StatsRows rows, int row, int column) {
        return rows.value(row, column) instanceof Instant moment ? moment : Instant.EPOCH;
    }
}
