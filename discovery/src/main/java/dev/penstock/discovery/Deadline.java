package dev.penstock.discovery;

import dev.penstock.waits.NanoClock;
import java.time.Duration;

/**
 * The moment by which one resolution has to end. Thread-safe.
 *
 * <p>It comes at once when the resolver is closed.
 */
public final class Deadline {
    private final NanoClock clock;
    private final long endNanos;
    private volatile boolean cancelled;

    private Deadline(NanoClock clock, long endNanos) {
        this.clock = clock;
        this.endNanos = endNanos;
    }

    /** The deadline {@code limit} from now. */
    public static Deadline after(Duration limit, NanoClock clock) {
        return new Deadline(clock, clock.nanoTime() + limit.toNanos());
    }

    /** The time left; zero if there is none. */
    public Duration remaining() {
        return cancelled ? Duration.ZERO : Duration.ofNanos(Math.max(0, endNanos - clock.nanoTime()));
    }

    /** Whether no time is left. */
    public boolean expired() {
        return remaining().isZero();
    }

    void cancel() {
        cancelled = true;
    }
}
