package dev.penstock.pool.alerting;

import dev.penstock.waits.Distribution;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The sums at the begin of a window that moves in {@value #STEPS} steps: it covers its length, and up to one step more.
 * It keeps one sum more than it has steps. Used by one thread at a time.
 */
final class RuleWindow {
    private static final int STEPS = 12;

    private final long length;
    private final long step;
    private final Deque<Sums> sums = new ArrayDeque<>();

    /**
     * Sums since the start at one moment, or those of the time between two moments.
     *
     * @param at the moment, in nanoseconds of the pool's clock
     * @param count the number of what happened
     * @param nanos its time, in nanoseconds
     * @param distribution its durations, if a rule needs them
     */
    record Sums(long at, long count, long nanos, @Nullable Distribution distribution) {
        private Sums minus(Sums earlier) {
            Distribution between = distribution;
            if (between != null && earlier.distribution != null) {
                between = between.minus(earlier.distribution);
            }
            return new Sums(at - earlier.at, count - earlier.count, nanos - earlier.nanos, between);
        }
    }

    RuleWindow(Duration length) {
        this.length = length.toNanos();
        this.step = Math.max(TickGauge.INTERVAL.toNanos(), this.length / STEPS);
    }

    /** Whether the figure is worth to be computed at {@code now}: at most once a step. */
    boolean isDue(long now) {
        return sums.isEmpty()
                || now < sums.getLast().at()
                || now - sums.getLast().at() >= step;
    }

    /** Begins anew. */
    void clear() {
        sums.clear();
    }

    /** The sums between the begin of the window and {@code now}; {@link Sums#at} is the length of that time. */
    Sums advance(Sums now) {
        Sums last = sums.peekLast();
        if (last != null && (now.count < last.count || now.nanos < last.nanos || now.at < last.at)) {
            sums.clear(); // a backend left and came back
        }
        if (isDue(now.at)) {
            sums.addLast(now);
        }
        while (sums.size() > 1 && now.at - second().at >= length) {
            sums.removeFirst();
        }
        return now.minus(sums.getFirst());
    }

    private Sums second() {
        return sums.stream().skip(1).findFirst().orElseThrow();
    }
}
