package dev.penstock.chaos.suite;

import dev.penstock.chaos.arena.Arena;
import dev.penstock.pool.PenstockDataSource;
import java.util.Optional;
import java.util.OptionalLong;

/** Looks at a pool every 50 ms until it shows the fault. Used by one thread. */
final class Watch {
    private final Arena arena;
    private OptionalLong noticed = OptionalLong.empty();

    Watch(Arena arena) {
        this.arena = arena;
    }

    /** Looks once. The fault began at a moment, or has not begun. */
    void look(OptionalLong faultBegan) {
        Optional<PenstockDataSource> penstock = arena.penstock().filter(pool -> !pool.isClosed());
        if (faultBegan.isPresent() && noticed.isEmpty()) {
            boolean shown = penstock.map(Watch::showsFault).orElse(false)
                    || arena.history().failures().stream()
                            .anyMatch(failure -> failure.millis() >= faultBegan.getAsLong());
            if (shown) {
                noticed = OptionalLong.of(arena.history().millis() - faultBegan.getAsLong());
            }
        }
    }

    private static boolean showsFault(PenstockDataSource pool) {
        return pool.backends().stream()
                .anyMatch(view -> !view.state().equals("ONLINE")
                        || view.lastStall().isPresent()
                        || view.lastError().isPresent());
    }

    /** Milliseconds from the begin of the fault until the pool or a failure showed it. */
    OptionalLong noticed() {
        return noticed;
    }
}
