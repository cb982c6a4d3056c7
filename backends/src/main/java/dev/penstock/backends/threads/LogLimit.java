package dev.penstock.backends.threads;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Limits a kind of log lines to one in ten seconds, because its cause may recur with every claim. Thread-safe. */
public final class LogLimit {
    static final Duration INTERVAL = Duration.ofSeconds(10);

    /** The time of the last line; {@link #NEVER} before the first. */
    private final AtomicLong last = new AtomicLong(NEVER);

    private static final long NEVER = Long.MIN_VALUE;

    /** Creates a limit that permits a line at once. */
    public LogLimit() {}

    /** Whether a line may be written at {@code now}, in nanoseconds of a monotonic clock. */
    public boolean permits(long now) {
        long before = last.get();
        boolean due = before == NEVER || now - before >= INTERVAL.toNanos();
        return due && last.compareAndSet(before, now);
    }
}
