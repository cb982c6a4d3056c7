package dev.penstock.waits.history;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The load of claims by the timeline, which is exact, beside the load by the samples of the history: an immutable
 * value. Both measure the same, so a larger difference is a defect of one of them.
 *
 * <p>A late row is left out, because the sample at its end does not stand for the time in which the process stood
 * still. A second without a claim has a row and no sample, and counts as 0.
 *
 * @param ticks the seconds that were compared
 * @param late the rows that were left out because they are late
 * @param load the average load by the timeline
 * @param sampled the average load by the samples
 * @param standardError the standard error of {@code sampled}
 */
public record Reconciliation(long ticks, long late, double load, double sampled, double standardError) {
    /** The time that is compared. */
    public static final Duration COVERED = Duration.ofMinutes(10);

    private static final double TOLERANCE = 0.05;

    /** Compares the rows and samples of the time {@link #COVERED} before the last row. */
    static Reconciliation of(LoadTimeline timeline, ClaimHistory history) {
        List<LoadRow> rows = timeline.rows();
        if (rows.isEmpty()) {
            return new Reconciliation(0, 0, 0, 0, 0);
        }
        Instant to = rows.get(rows.size() - 1).at();
        Instant from = to.minus(COVERED);
        Map<Instant, Double> weights = new HashMap<>();
        history.samples(HistoryFilter.all().between(from, to))
                .forEach(sample -> weights.merge(sample.at(), sample.weight(), Double::sum));
        List<LoadRow> compared = rows.stream()
                .filter(row -> row.at().isAfter(from) && !row.late())
                .toList();
        long late = rows.stream()
                .filter(row -> row.at().isAfter(from) && row.late())
                .count();
        return of(compared, late, weights);
    }

    private static Reconciliation of(List<LoadRow> rows, long late, Map<Instant, Double> weights) {
        int ticks = rows.size();
        double load = 0;
        double sampled = 0;
        double squares = 0;
        for (LoadRow row : rows) {
            double weight = weights.getOrDefault(row.at(), 0.0);
            load += row.load() / ticks;
            sampled += weight / ticks;
            squares += weight * weight / ticks;
        }
        double variance = Math.max(0, squares - sampled * sampled);
        double error = ticks < 2 ? 0 : Math.sqrt(variance / (ticks - 1));
        return new Reconciliation(ticks, late, load, sampled, error);
    }

    /** The load by the samples minus that by the timeline. */
    public double difference() {
        return sampled - load;
    }

    /** Whether the difference is at most 5 % of the load, or at most two standard errors. */
    public boolean agrees() {
        return Math.abs(difference()) <= Math.max(TOLERANCE * load, 2 * standardError);
    }

    /** For example {@code load 9.98, sampled 10.00 ± 0.00 in 600 s, 0 late: they agree}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "load %.2f, sampled %.2f ± %.2f in %d s, %d late: they %s",
                load,
                sampled,
                standardError,
                ticks,
                late,
                agrees() ? "agree" : "differ by " + String.format(Locale.ROOT, "%.2f", difference()));
    }
}
