package dev.penstock.chaos.nemeses;

import dev.penstock.chaos.arena.Arena;
import java.util.Optional;

/**
 * A fault with one more action at its end.
 *
 * @param fault the fault
 * @param action runs after the end of the fault, even if that failed
 */
record Ending(Nemesis fault, Held.Action action) implements Nemesis {
    @Override
    public String name() {
        return fault.name();
    }

    @Override
    public void begin(Arena arena) throws Exception {
        fault.begin(arena);
    }

    @Override
    public void end(Arena arena) throws Exception {
        try {
            fault.end(arena);
        } finally {
            action.on(arena);
        }
    }

    @Override
    public Optional<String> evidence(Arena arena) {
        return fault.evidence(arena);
    }
}
