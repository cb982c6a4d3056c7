package dev.penstock.waits.history;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The violations of a pool's promises that the pool has found on itself: the number for each promise since the start,
 * and the last {@value #KEPT} as text. Each is a defect of Penstock. Thread-safe; the lock is held for a moment.
 */
public final class PromiseLog {
    /** The number of violations that are kept as text. */
    public static final int KEPT = 100;

    private static final int BYTES_A_VIOLATION = 128;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<Promise, Long> counts = new EnumMap<>(Promise.class);

    @GuardedBy("lock")
    private final Deque<Violation> last = new ArrayDeque<>();

    /** A log without violations. */
    PromiseLog() {
        for (Promise promise : Promise.values()) {
            counts.put(promise, 0L);
        }
    }

    /**
     * A violation that was found: an immutable value.
     *
     * @param at the moment at which it was found
     * @param promise the promise
     * @param text what was seen, in one line
     */
    public record Violation(Instant at, Promise promise, String text) {
        /** For example {@code 2026-11-30T02:00:01Z counts_sum: db-1 has 4 slots, and 3 by state}. */
        @Override
        public String toString() {
            return at + " " + promise + ": " + text;
        }
    }

    void add(Violation found) {
        lock.lock();
        try {
            counts.merge(found.promise(), 1L, Long::sum);
            last.addLast(found);
            if (last.size() > KEPT) {
                last.removeFirst();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The number of violations of each promise since the start; every promise is a key. */
    public Map<Promise, Long> counts() {
        lock.lock();
        try {
            return new EnumMap<>(counts);
        } finally {
            lock.unlock();
        }
    }

    /** The number of violations of all promises since the start. */
    public long total() {
        return counts().values().stream().mapToLong(Long::longValue).sum();
    }

    /** The last violations, the oldest first. */
    public List<Violation> last() {
        lock.lock();
        try {
            return List.copyOf(last);
        } finally {
            lock.unlock();
        }
    }

    /** What the log keeps at this moment. */
    public StoreView view() {
        List<Violation> kept = last();
        long bytes = kept.stream()
                .mapToLong(one -> BYTES_A_VIOLATION + 2L * one.text().length())
                .sum();
        Optional<Instant> oldest = kept.stream().findFirst().map(Violation::at);
        long most = (long) KEPT * (BYTES_A_VIOLATION + 2 * Recorder.MAX_TEXT);
        return new StoreView("promise_violations", oldest, kept.size(), bytes, most, total() - kept.size(), 0);
    }

    /** The counts, and a line for each violation that is kept. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(counts().toString());
        last().forEach(one -> text.append(System.lineSeparator()).append(one));
        return text.toString();
    }
}
