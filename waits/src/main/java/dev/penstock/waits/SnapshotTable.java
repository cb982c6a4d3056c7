package dev.penstock.waits;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;

/** The text form of a snapshot: one row for each wait event that occurred. The share is of the time of all claims. */
final class SnapshotTable {
    /** The three parts of a claim. */
    private static final Set<WaitEvent> CLAIM_PARTS =
            EnumSet.of(WaitEvent.CLAIM_ACQUIRE, WaitEvent.CLAIM_HOLD, WaitEvent.CLAIM_RELEASE);

    private SnapshotTable() {}

    static String of(WaitSnapshot snapshot) {
        StringJoiner lines = new StringJoiner(System.lineSeparator());
        lines.add(String.format(
                Locale.ROOT, "%-22s %9s %7s %9s %9s %7s", "event", "total", "active", "p50", "p99", "share"));
        long claimNanos = CLAIM_PARTS.stream()
                .mapToLong(part -> snapshot.event(part).totalNanos())
                .sum();
        for (WaitEvent event : snapshot.events()) {
            EventStats stats = snapshot.event(event);
            if (stats.total() > 0 || stats.active() > 0) {
                lines.add(row(event, stats, isOfClaim(event) ? share(stats.totalNanos(), claimNanos) : ""));
            }
        }
        return lines.toString();
    }

    private static String row(WaitEvent event, EventStats stats, String share) {
        return String.format(
                        Locale.ROOT,
                        "%-22s %9d %7d %9s %9s %7s",
                        (event.parent().isPresent() ? "  " : "") + event.label(),
                        stats.total(),
                        stats.active(),
                        DurationFormat.format(stats.percentileNanos(0.50)),
                        DurationFormat.format(stats.percentileNanos(0.99)),
                        share)
                .stripTrailing();
    }

    private static boolean isOfClaim(WaitEvent event) {
        return CLAIM_PARTS.contains(event.parent().orElse(event));
    }

    private static String share(long nanos, long total) {
        return total == 0 ? "" : String.format(Locale.ROOT, "%.1f %%", 100.0 * nanos / total);
    }
}
