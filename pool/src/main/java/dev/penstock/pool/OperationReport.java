package dev.penstock.pool;

import java.util.List;
import java.util.stream.Collectors;

/**
 * How a suspension, eviction or drain stood at its deadline: an immutable value.
 *
 * @param complete whether it was done by then; else it goes on as connections are given back
 * @param held connections in question that claims still held
 * @param holders those claims, the longest first; empty with {@code recording} off
 */
public record OperationReport(boolean complete, int held, List<ClaimReport.Holder> holders) {
    /** Copies the holders. */
    public OperationReport {
        holders = List.copyOf(holders);
    }

    /** One line: whether it is done, else who is in the way. */
    @Override
    public String toString() {
        return complete
                ? "complete"
                : "not complete, " + held + " still held: "
                        + holders.stream().map(ClaimReport.Holder::toString).collect(Collectors.joining("; "));
    }
}
