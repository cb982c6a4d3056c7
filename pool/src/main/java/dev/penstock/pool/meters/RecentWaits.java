package dev.penstock.pool.meters;

import dev.penstock.waits.WaitSnapshot;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The waits of the last one to two minutes, if they are read at least once a minute. Not thread-safe. */
final class RecentWaits {
    static final Duration STEP = Duration.ofMinutes(1);

    private @Nullable WaitSnapshot former;
    private @Nullable WaitSnapshot later;
    private long laterAt;

    /**
     * The waits between a snapshot of one to two minutes ago and {@code taken}; all waits in the first minute.
     *
     * @param now the moment of {@code taken}, in nanoseconds
     */
    WaitSnapshot until(WaitSnapshot taken, long now) {
        if (later == null) {
            laterAt = now;
            later = taken;
        } else if (now - laterAt >= STEP.toNanos()) {
            former = later;
            laterAt = now;
            later = taken;
        }
        return former == null ? taken : taken.minus(former);
    }
}
