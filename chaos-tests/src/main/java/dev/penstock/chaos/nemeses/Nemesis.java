package dev.penstock.chaos.nemeses;

import dev.penstock.chaos.arena.Arena;
import dev.penstock.chaos.report.model.FaultInterval;
import dev.penstock.chaos.report.model.Finding;
import java.util.List;
import java.util.Optional;

/** A fault of one run. One thread calls {@link #begin}, later {@link #end}, then {@link #evidence}. */
public interface Nemesis {
    /** What the fault is called in reports, such as {@code freeze db-2}. */
    String name();

    /** Begins the fault. */
    void begin(Arena arena) throws Exception;

    /** Ends the fault and repairs what it broke. Runs in any case, even if {@link #begin} failed. */
    void end(Arena arena) throws Exception;

    /** What shows that the fault reached the pool; empty if it did not, in which case the run fails. */
    Optional<String> evidence(Arena arena);

    /** When it disturbed: from its begin to its end, in milliseconds since the start of the run. */
    default List<FaultInterval> intervals(long from, long to) {
        return List.of(new FaultInterval(from, to, name()));
    }

    /** Whether it may last for hours: its run then keeps no states of the pool, and fewer failures. */
    default boolean isLong() {
        return false;
    }

    /** What it found itself, beside the checks of each run. */
    default List<Finding> findings() {
        return List.of();
    }
}
