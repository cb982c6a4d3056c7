package dev.penstock.discovery;

import dev.penstock.waits.NanoClock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The moment by which one resolution has to end. Thread-safe.
 *
 * <p>It comes at once when the resolver is closed.
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

    /** The deadline {@code limit} from now. */
    public static Deadline after(Duration limit, NanoClock clock) {
        return new Deadline(clock, clock.nanoTime() + limit.toNanos(), null);
    }

    /** The time left; zero if there is none. */
    public Duration remaining() {
        return isCancelled() ? Duration.ZERO : Duration.ofNanos(Math.max(0, endNanos - clock.nanoTime()));
    }

    /** Whether no time is left. */
    public boolean expired() {
        return remaining().isZero();
    }

    /** The deadline for the first of some parts that share what is left equally. */
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
