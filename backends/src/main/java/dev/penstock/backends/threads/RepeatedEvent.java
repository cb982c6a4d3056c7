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

    private final AtomicReference<Seen> seen = new AtomicReference<>(new Seen(List.of(), false));

    /**
     * The last events.
     *
     * @param latest their moments, at most {@link #MANY}
     * @param repeated whether the last one was repeated
     */
    private record Seen(List<Long> latest, boolean repeated) {
        Seen with(long now) {
            int size = latest.size();
            if (size > 0 && now - latest.get(size - 1) < ONE_CAUSE.toNanos()) {
                return this;
            }
            List<Long> later = new ArrayList<>(latest.subList(Math.max(0, size + 1 - MANY), size));
            later.add(now);
            boolean many = later.size() == MANY && now - later.get(0) < WITHIN.toNanos();
            return new Seen(List.copyOf(later), many || isRepeated(now));
        }

        boolean isRepeated(long now) {
            return repeated && now - latest.get(latest.size() - 1) < WITHIN.toNanos();
        }
    }

    /** No event has happened yet. */
    public RepeatedEvent() {}

    /** The event happened at {@code now}, in nanoseconds of a monotonic clock. */
    public void add(long now) {
        seen.updateAndGet(before -> before.with(now));
    }

    /** Whether the event was repeated, and since then never ceased for {@link #WITHIN}, up to {@code now}. */
    public boolean isRepeated(long now) {
        return seen.get().isRepeated(now);
    }
}
