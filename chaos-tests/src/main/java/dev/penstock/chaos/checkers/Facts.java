package dev.penstock.chaos.checkers;

import dev.penstock.chaos.arena.Arena;
import dev.penstock.chaos.report.model.Recovery;
import java.util.List;

/**
 * What the checkers know of a run besides its arena.
 *
 * @param arena the surroundings
 * @param expected what the scenario expects
 * @param faultBegan the begin of the fault, in milliseconds since the start of the run
 * @param faultEnded its end
 * @param recovery how fast the pool reacted
 * @param stuckUsers the users that did not end their operation
 * @param threadsBefore the names of the threads before the pool was opened
 */
public record Facts(
        Arena arena,
        Expected expected,
        long faultBegan,
        long faultEnded,
        Recovery recovery,
        List<Thread> stuckUsers,
        List<Long> threadsBefore) {
    /** The length of the fault, in milliseconds. */
    public long faultMillis() {
        return faultEnded - faultBegan;
    }

    /** Copies the lists. */
    public Facts {
        stuckUsers = List.copyOf(stuckUsers);
        threadsBefore = List.copyOf(threadsBefore);
    }
}
