package dev.penstock.chaos.nemeses;

import dev.penstock.chaos.arena.Arena;
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
}
