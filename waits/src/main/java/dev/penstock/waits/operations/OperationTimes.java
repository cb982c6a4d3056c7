package dev.penstock.waits.operations;

import java.time.Duration;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * The time of one operation up to a moment, with that of its nested operations: an immutable value. The parts add up
 * exactly: {@code wall = outside + waiting + executing + idle + releasing - overlapping}.
 *
 * @param operation the name of the operation
 * @param wall from the begin of the operation to its end or to now, and the time for which other threads were in it
 * @param outside the time without a claim; understated if claims overlap
 * @param waiting the time in which claims waited for a connection, or validated one
 * @param executing the time in which a JDBC call of a claim was at the driver
 * @param idle the time in which a claim was held without a JDBC call
 * @param releasing the time in which the sessions of closed connections were reset
 * @param overlapping claim time beyond the wall time: claims overlapped, or a claim outlived the operation. 0 if each
 *     thread has one claim at a time.
 * @param claims the claims that ended
 */
public record OperationTimes(
        String operation,
        Duration wall,
        Duration outside,
        Duration waiting,
        Duration executing,
        Duration idle,
        Duration releasing,
        Duration overlapping,
        long claims) {
    static OperationTimes of(String operation, long wall, OperationSums sums) {
        long inClaims = sums.waiting() + sums.executing() + sums.idle() + sums.releasing();
        return new OperationTimes(
                operation,
                Duration.ofNanos(wall),
                Duration.ofNanos(Math.max(0, wall - inClaims)),
                Duration.ofNanos(sums.waiting()),
                Duration.ofNanos(sums.executing()),
                Duration.ofNanos(sums.idle()),
                Duration.ofNanos(sums.releasing()),
                Duration.ofNanos(Math.max(0, inClaims - wall)),
                sums.claims());
    }

    /** A table: one row for each part, with its time in milliseconds and its share of the wall time. */
    @Override
    public String toString() {
        StringJoiner lines = new StringJoiner(System.lineSeparator());
        lines.add("operation '" + operation + "', claims=" + claims);
        lines.add(row("wall", wall));
        lines.add(row("  outside", outside));
        lines.add(row("  waiting", waiting));
        lines.add(row("  executing", executing));
        lines.add(row("  idle", idle));
        lines.add(row("  releasing", releasing));
        if (!overlapping.isZero()) {
            lines.add(row("  overlapping", overlapping.negated()));
        }
        return lines.toString();
    }

    private String row(String part, Duration time) {
        double share = wall.isZero() ? 0 : 100.0 * time.toNanos() / wall.toNanos();
        return String.format(Locale.ROOT, "%-14s %14.3f ms %6.1f %%", part, time.toNanos() / 1e6, share);
    }
}
