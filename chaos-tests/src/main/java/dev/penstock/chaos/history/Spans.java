package dev.penstock.chaos.history;

import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * Times of a run, each with its begin and its end; the first 200,000, with 8 bytes each, so that an hour of them does
 * not show in the heap. Thread-safe.
 */
public final class Spans {
    private static final int MOST = 200_000;
    private static final int HALF = 32;
    private static final long LOW = 0xFFFF_FFFFL;

    private final ReentrantLock lock = new ReentrantLock();

    /** The begin in the upper half of each number, and the end in the lower half. */
    private long[] packed = new long[16];

    private int kept;

    Spans() {}

    /**
     * A time.
     *
     * @param from its begin, in milliseconds since the start of the run
     * @param to its end
     */
    public record Span(long from, long to) {
        /** Its length, in milliseconds. */
        public long millis() {
            return to - from;
        }

        /** The part of it since another moment; of no length if it ended before. */
        public Span since(long moment) {
            return new Span(Math.min(to, Math.max(from, moment)), to);
        }

        /** The part of it until another moment; of no length if it began after. */
        public Span until(long moment) {
            return new Span(from, Math.max(from, Math.min(to, moment)));
        }
    }

    void endedNow(long millis, long nanos) {
        long from = millis - TimeUnit.NANOSECONDS.toMillis(nanos);
        lock.lock();
        try {
            if (kept < MOST) {
                packed = kept < packed.length ? packed : Arrays.copyOf(packed, 2 * kept);
                packed[kept] = (from << HALF) | (millis & LOW);
                kept++;
            }
        } finally {
            lock.unlock();
        }
    }

    /** All of them, in the order of their ends. */
    public List<Span> list() {
        lock.lock();
        try {
            return LongStream.of(Arrays.copyOf(packed, kept))
                    .mapToObj(span -> new Span(span >> HALF, (int) span))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** How much of another time they cover, in milliseconds, if no two of them overlap. */
    public long millisWithin(Span other) {
        return list().stream()
                .mapToLong(span -> span.since(other.from()).until(other.to()).millis())
                .sum();
    }

    /** The longest of these times in milliseconds, less what {@code others} cover of it. No two of those overlap. */
    public OptionalLong longestBeside(Spans others, UnaryOperator<Span> part) {
        NavigableMap<Long, Span> byEnd = new TreeMap<>();
        others.list().forEach(span -> byEnd.put(span.to(), span));
        return list().stream()
                .map(part)
                .mapToLong(span -> span.millis() - covered(byEnd, span))
                .max();
    }

    private static long covered(NavigableMap<Long, Span> byEnd, Span span) {
        long sum = 0;
        for (Span other : byEnd.tailMap(span.from(), false).values()) {
            if (other.from() >= span.to()) {
                break;
            }
            sum += other.since(span.from()).until(span.to()).millis();
        }
        return sum;
    }
}
