package dev.penstock.pool.instrument;

import dev.penstock.backends.BackendView;
import dev.penstock.waits.WaitSnapshot;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One reading of several tables of a pool. Tables about the same things agree, because each reading is taken once. Used
 * by one thread.
 */
final class Reading {
    private final PoolReadings pool;
    private final TimeRange range;
    private @Nullable WaitSnapshot waits;
    private @Nullable List<BackendView> backends;

    Reading(PoolReadings pool, TimeRange range) {
        this.pool = pool;
        this.range = range;
    }

    PoolReadings pool() {
        return pool;
    }

    Instant from() {
        return Instant.ofEpochMilli(range.fromMillis());
    }

    Instant to() {
        return Instant.ofEpochMilli(range.toMillis());
    }

    WaitSnapshot waits() {
        WaitSnapshot taken = waits;
        if (taken == null) {
            taken = pool.waits().get();
            waits = taken;
        }
        return taken;
    }

    List<BackendView> backends() {
        List<BackendView> taken = backends;
        if (taken == null) {
            taken = pool.backends().get();
            backends = taken;
        }
        return taken;
    }
}
