package dev.penstock.pool;

import dev.penstock.waits.text.ShortList;
import java.util.List;

/**
 * The result of a suspension, eviction or drain at its time limit: an immutable value.
 *
 * @param complete whether no claim holds a connection that the operation concerns; otherwise the operation goes on as
 *     claims end
 * @param held the number of such connections that claims still hold
 * @param holders those claims, the longest first; empty if {@code recording} is off
 */
public record OperationReport(boolean complete, int held, List<ClaimReport.Holder> holders) {
    /** Copies the holders. */
    public OperationReport {
        holders = List.copyOf(holders);
    }

    /** One line: {@code complete}, or the first ten claims that hold connections. */
    @Override
    public String toString() {
        return complete
                ? "complete"
                : "not complete, " + held + " still held: " + ShortList.of(holders, "; ", ClaimReport.Holder::toString);
    }
}
