package dev.penstock.backends.threads;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Whether an event happens again and again: {@value #MANY} times within {@link #WITHIN}. Thread-safe. */
public final class RepeatedEvent {
    /** So many events are repeated ones. */
    public static final int MANY = 3;

    /** The time in which they happen, and for which they count. */
    public static final Duration WITHIN = Duration.ofSeconds(10);

    /** Events that follow each other faster have one cause, and count once. */
    private static final Duration ONE_CAUSE = Duration.ofMillis(100);

    private final AtomicReference<List<Long>> latest = new AtomicReference<>(List.of());

    /** No event has happened yet. */
    public RepeatedEvent() {}

    /** The event happened at {@code now}, in nanoseconds of a monotonic clock. */
    public void add(long now) {
        latest.updateAndGet(before -> with(before, now));
    }

    private static List<Long> with(List<Long> before, long now) {
        int size = before.size();
        if (size > 0 && now - before.get(size - 1) < ONE_CAUSE.toNanos()) {
            return before;
        }
        List<Long> after = new ArrayList<>(before.subList(Math.max(0, size + 1 - MANY), size));
        after.add(now);
        return List.copyOf(after);
    }

    /** Whether the event is repeated, and happened last within {@link #WITHIN} before {@code now}. */
    public boolean isRepeated(long now) {
        List<Long> seen = latest.get();
        return seen.size() == MANY
                && seen.get(MANY - 1) - seen.get(0) < WITHIN.toNanos()
                && now - seen.get(MANY - 1) < WITHIN.toNanos();
    }
}
