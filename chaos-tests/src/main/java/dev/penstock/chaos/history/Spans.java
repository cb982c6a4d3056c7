package dev.penstock.chaos.history;

import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Times of a run, each with its begin and its end; the first 200,000. Thread-safe. */
public final class Spans {
    private static final int MOST = 200_000;

    private final ConcurrentLinkedQueue<Span> spans = new ConcurrentLinkedQueue<>();
    private final AtomicInteger kept = new AtomicInteger();

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
        if (kept.incrementAndGet() <= MOST) {
            spans.add(new Span(millis - TimeUnit.NANOSECONDS.toMillis(nanos), millis));
        }
    }

    /** All of them, in the order of their ends. */
    public List<Span> list() {
        return List.copyOf(spans);
    }

    /** How much of another time they cover, in milliseconds, if no two of them overlap. */
    public long millisWithin(Span other) {
        return spans.stream()
                .mapToLong(span -> span.since(other.from()).until(other.to()).millis())
                .sum();
    }

    /** The longest of these times in milliseconds, less what {@code others} cover of it. No two of those overlap. */
    public OptionalLong longestBeside(Spans others, UnaryOperator<Span> part) {
        NavigableMap<Long, Span> byEnd = new TreeMap<>();
        others.spans.forEach(span -> byEnd.put(span.to(), span));
        return spans.stream()
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
