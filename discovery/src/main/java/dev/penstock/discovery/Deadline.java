package dev.penstock.discovery;

import dev.penstock.waits.NanoClock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The deadline of one resolution. Thread-safe.
 *
 * <p>It expires at once if the resolver is closed.
 */
public final class Deadline {
    private final NanoClock clock;
    private final long endNanos;
    private final @Nullable Deadline whole;
    private volatile boolean cancelled;

    private Deadline(NanoClock clock, long endNanos, @Nullable Deadline whole) {
        this.clock = clock;
        this.endNanos = endNanos;
        this.whole = whole;
    }

    /** Returns the deadline that expires {@code limit} from now. */
    public static Deadline after(Duration limit, NanoClock clock) {
        return new Deadline(clock, clock.nanoTime() + limit.toNanos(), null);
    }

    /** Returns the time left; zero if the deadline has expired. */
    public Duration remaining() {
        return isCancelled() ? Duration.ZERO : Duration.ofNanos(Math.max(0, endNanos - clock.nanoTime()));
    }

    /** Whether the deadline has expired. */
    public boolean expired() {
        return remaining().isZero();
    }

    /** Returns the deadline for the first of several parts that share the remaining time equally. */
    public Deadline part(int parts) {
        return new Deadline(clock, clock.nanoTime() + remaining().toNanos() / parts, this);
    }

    private boolean isCancelled() {
        return cancelled || (whole != null && whole.isCancelled());
    }

    void cancel() {
        cancelled = true;
    }
}
