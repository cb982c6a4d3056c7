package dev.penstock.chaos.nemeses;

import dev.penstock.chaos.arena.Arena;
import java.util.Optional;

/**
 * The workers that run the pool's background work compute something else. A pool that has no executor of the
 * application's meets the equivalent: the thread that opens its connections hangs.
 */
public final class Incident implements Nemesis {
    private final Nemesis starved = ApplicationFaults.starvedExecutor(true);
    private final Nemesis hung = DriverNemeses.hungConnect();
    private final boolean lendsExecutor;

    /** Creates the fault for a pool that uses the application's executor, or for one that does not. */
    public Incident(boolean lendsExecutor) {
        this.lendsExecutor = lendsExecutor;
    }

    private Nemesis fault() {
        return lendsExecutor ? starved : hung;
    }

    @Override
    public String name() {
        return fault().name();
    }

    @Override
    public void begin(Arena arena) throws Exception {
        fault().begin(arena);
    }

    @Override
    public void end(Arena arena) throws Exception {
        fault().end(arena);
    }

    @Override
    public Optional<String> evidence(Arena arena) {
        return fault().evidence(arena);
    }
}
